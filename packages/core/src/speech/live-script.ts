import { CuelightError } from '../errors.ts';
import { invalidOption } from '../options.ts';
import type { Clock, Undo } from '../platform/clock.ts';
import type { Provider } from '../providers/provider.ts';
import { measureOf, type Script, type ScriptPiece, type Speaker } from './script.ts';
import { LiveSentences } from './text/live-sentences.ts';

/** Of text that waits to be asked for; more is not taken from the source until there is room. */
const MOST_PENDING = 10_000;

export interface LiveScriptParts {
  readonly source: AsyncIterable<unknown>;
  readonly speaker: Speaker;
  readonly provider: Provider;
  readonly clock: Clock;
  readonly locale: string | undefined;
  readonly flushAfterMs: number;
  /** Follows "Failed to". */
  readonly doing: string;
}

/** The script of a text that is still being written. Reads its source no faster than it is spoken. */
export class LiveScript implements Script {
  text = '';
  error: CuelightError | null = null;
  readonly #parts: LiveScriptParts;
  readonly #sentences: LiveSentences;
  #changed: () => void = () => undefined;
  #iterator: AsyncIterator<unknown> | null = null;
  #isEnded = false;
  #isStopped = false;
  #given = 0;
  #start = 0;
  #stopTimer: Undo | null = null;
  /** Called when there is room for more text. */
  #makeRoom: (() => void) | null = null;

  constructor(parts: LiveScriptParts) {
    this.#parts = parts;
    this.#sentences = new LiveSentences(measureOf(parts.provider), parts.locale);
  }

  get isOver(): boolean {
    return this.#isEnded && this.#sentences.pending === 0;
  }

  get count(): number | null {
    return this.isOver ? this.#given : null;
  }

  start(changed: () => void): void {
    this.#changed = changed;
    this.#read().then(
      () => this.#end(null),
      (error: unknown) => this.#end(CuelightError.is(error) ? error : this.#broken(error)),
    );
  }

  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#stopTimer?.();
    this.#makeRoom?.();
    if (!this.#isEnded) this.#cancelSource();
  }

  next(): ScriptPiece | null {
    const text = this.#sentences.take();
    if (text === null) return null;
    if (this.#sentences.pending < MOST_PENDING) this.#makeRoom?.();
    const start = this.#start;
    this.#start += text.length;
    this.#given += 1;
    return { text, speaker: this.#parts.speaker, start, end: this.#start };
  }

  async #read(): Promise<void> {
    const iterator = this.#parts.source[Symbol.asyncIterator]();
    this.#iterator = iterator;
    while (!this.#isStopped) {
      // One bit after the other, and none before there is room for it.
      // oxlint-disable-next-line no-await-in-loop
      const step = await iterator.next();
      if (this.#isStopped || step.done === true) return;
      this.#take(step.value);
      // oxlint-disable-next-line no-await-in-loop
      if (this.#sentences.pending >= MOST_PENDING) await this.#room();
    }
  }

  #take(bit: unknown): void {
    if (typeof bit !== 'string') {
      this.#cancelSource();
      throw invalidOption(
        this.#parts.doing,
        'text',
        bit,
        'an async iterable of strings, and nothing else in it',
      );
    }
    if (bit === '') return;
    this.text += bit;
    this.#sentences.push(bit);
    this.#stopTimer?.();
    this.#stopTimer = this.#parts.clock.setTimer(this.#parts.flushAfterMs, () => {
      this.#sentences.pause();
      this.#changed();
    });
    this.#changed();
  }

  async #room(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#makeRoom = resolve;
      // A single bit may be more than all the room there is: what of it is no sentence yet must not be waited for.
      this.#sentences.pause();
      this.#changed();
    });
    this.#makeRoom = null;
  }

  #end(error: CuelightError | null): void {
    this.#stopTimer?.();
    if (this.#isStopped) return;
    this.#isEnded = true;
    this.error = error;
    // What was written before the source failed is spoken, as far as it makes sentences.
    if (error === null) this.#sentences.end();
    else this.#sentences.drop();
    this.#changed();
  }

  /** A source that does not end, or fails to, keeps nobody waiting. */
  #cancelSource(): void {
    const ending = async (): Promise<unknown> => this.#iterator?.return?.();
    ending().catch(() => undefined);
  }

  #broken(cause: unknown): CuelightError {
    return new CuelightError('text-failed', {
      doing: this.#parts.doing,
      because: `the live text failed (${cause instanceof Error ? cause.message : String(cause)})`,
      cause,
    });
  }
}
