import type { Channel, OpenChannel } from '../platform/channel.ts';
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import { decodeMessage } from './decode.ts';
import { randomName } from './names.ts';
import type { Message } from './protocol.ts';
import type { Trace } from './trace.ts';

export interface PoolChannelDependencies {
  readonly name: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly openChannel: OpenChannel;
  readonly trace: Trace;
  heard(message: Message): void;
}

const TEST_ANSWER_WITHIN_MS = 200;

/** What the tabs of a pool say to each other. Closed until somebody opens it; what cannot be decoded is dropped. */
export class PoolChannel {
  readonly #d: PoolChannelDependencies;
  #channel: Channel | null = null;
  #onTest: ((id: unknown) => void) | null = null;

  constructor(dependencies: PoolChannelDependencies) {
    this.#d = dependencies;
  }

  open(): void {
    this.#channel ??= this.#d.openChannel(this.#d.name, (data) => this.#heard(data));
  }

  /** Says nothing where it is not open. */
  post(message: Message): void {
    this.#d.trace.message(message);
    this.#channel?.post(message);
  }

  /** Works twice. */
  close(): void {
    this.#channel?.close();
    this.#channel = null;
  }

  /** A channel can go deaf: if a second one of the same name does not reach it, it is opened anew. */
  test(): void {
    const { name, clock, random, openChannel } = this.#d;
    const question = { type: 'test', id: randomName(random) };
    let hasHeard = false;
    this.#onTest = (id) => (hasHeard ||= id === question.id);
    const tester = openChannel(name, () => {});
    tester.post(question);
    clock.setTimer(TEST_ANSWER_WITHIN_MS, () => {
      tester.close();
      this.#onTest = null;
      if (hasHeard || this.#channel === null) return;
      this.close();
      this.open();
    });
  }

  #heard(data: unknown): void {
    const message = decodeMessage(data);
    if (message !== null) this.#d.heard(message);
    else if (isTest(data)) this.#onTest?.(data.id);
    else this.#d.trace.dropped += 1;
  }
}

function isTest(data: unknown): data is { readonly id: unknown } {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'test' && 'id' in data;
}
