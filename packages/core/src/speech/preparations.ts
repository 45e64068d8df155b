import type { CachedClips } from './cache/cached-clips.ts';
import type { SegmentRequest } from './clip-source.ts';
import { checkPreparing, RunningPreparation, type Preparation } from './prepare.ts';
import { checkSay } from './say-options.ts';
import { scriptOf } from './script-of.ts';
import { segmentRequest } from './segment-request.ts';
import type { SpeechParts } from './speech-parts.ts';
import type { PrepareOptions, Text } from './types.ts';

/** What one client prepares. */
export class Preparations {
  readonly #parts: Pick<SpeechParts, 'provider' | 'clock'>;
  readonly #cache: CachedClips;
  readonly #running: Set<Preparation> = new Set();

  constructor(parts: Pick<SpeechParts, 'provider' | 'clock'>, cache: CachedClips) {
    this.#parts = parts;
    this.#cache = cache;
  }

  /** @throws CuelightError as `Speech.prepare`, and what the pool refuses at once. */
  start(text: Text, options: PrepareOptions | undefined): Preparation {
    const { provider } = this.#parts;
    const say = checkSay(text, options);
    checkPreparing('prepare a text', say.live, options?.cache);
    const script = scriptOf(say, this.#parts);
    const requests: SegmentRequest[] = [];
    for (let piece = script.next(); piece !== null; piece = script.next()) {
      const request = segmentRequest(
        piece,
        { ...say, lane: options?.lane === undefined ? 'background' : say.lane },
        provider,
      );
      if (request !== null) requests.push(request);
    }
    const preparation: RunningPreparation = new RunningPreparation({
      requests,
      source: this.#cache.source(options?.cache ?? 'default'),
      kept: this.#cache.source('default', false),
      format: provider.format,
      doing: say.doing,
      signal: say.signal,
      onOver: () => this.#running.delete(preparation),
    });
    this.#running.add(preparation);
    preparation.start();
    return preparation;
  }

  /** Works twice. */
  close(): void {
    for (const preparation of this.#running) preparation.cancel();
  }
}
