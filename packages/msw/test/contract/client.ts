import { vi } from 'vitest';
import type { AccountJournal } from '../../src/account/account.ts';
import type { ProviderId } from '../../src/server.ts';
import type { Change } from '../../src/simulator/control.ts';
import type { Doorway } from './doors.ts';

/** Speaks to an account through a door, and looks at it through the same door. */
export class Client {
  readonly #provider: ProviderId;
  readonly #doorway: Doorway;

  constructor(provider: ProviderId, doorway: Doorway) {
    this.#provider = provider;
    this.#doorway = doorway;
  }

  get(path: string): Promise<Response> {
    return this.#doorway.fetch(this.#doorway.url + path);
  }

  speak(
    text: string,
    query = '',
    headers: Readonly<Record<string, string>> = {},
    signal?: AbortSignal,
  ): Promise<Response> {
    return this.#provider === 'breeze'
      ? this.#post(`/v1/text-to-speech/code/stream?output_format=pcm&${query}`, { text }, headers, signal)
      : this.#post(
          `/waves/v1/tts/live?${query}`,
          { text, voice_id: 'code', sample_rate: 24_000 },
          headers,
          signal,
        );
  }

  control(change: Change): Promise<Response> {
    return this.#post('/__simulator/control', change);
  }

  async journal(): Promise<AccountJournal> {
    const response = await this.get('/__simulator/journal');
    const journal: AccountJournal = await response.json();
    return journal;
  }

  /** Asks again and again: from outside there is nothing to wait for. */
  async until(condition: (journal: AccountJournal) => boolean): Promise<void> {
    await vi.waitFor(
      async () => {
        if (!condition(await this.journal())) throw new Error('the journal never said so');
      },
      { interval: 5, timeout: 4000 },
    );
  }

  #post(
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
    signal?: AbortSignal,
  ): Promise<Response> {
    return this.#doorway.fetch(this.#doorway.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });
  }
}
