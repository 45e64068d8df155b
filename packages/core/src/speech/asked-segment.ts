import type { CuelightError } from '../errors.ts';
import type { Clock, Undo } from '../platform/clock.ts';
import type { Provider } from '../providers/provider.ts';
import type { ClipJob, ClipSink, ClipSource, SegmentRequest } from './clip-source.ts';
import { SegmentTries, type RetryBook } from './retry-book.ts';
import type { ScriptPiece } from './script.ts';
import { asSpeechError } from './speech-error.ts';
import { TakeJoiner } from './take-joiner.ts';
import type { SpokenSegment } from './types.ts';

const BYTES_PER_SAMPLE = 2;

export interface AskedSegmentParts {
  readonly provider: Provider;
  readonly source: ClipSource;
  readonly clock: Clock;
  readonly retries: RetryBook;
  /** Whole samples, each once, whatever becomes of the request in between. */
  readonly received: (bytes: Uint8Array) => void;
  readonly completed: () => void;
  /** It is not tried again. */
  readonly failed: (error: CuelightError) => void;
  readonly changed: () => void;
}

/** One piece of a script: its request, its takes, and where its audio lies in that of the utterance. */
export class AskedSegment {
  readonly #parts: AskedSegmentParts;
  readonly #request: SegmentRequest | null;
  readonly #joiner: TakeJoiner;
  readonly #tries: SegmentTries;
  #spoken: SpokenSegment;
  #receivedBytes = 0;
  #hasTakeAudio = false;
  #job: ClipJob | null = null;
  #isOver = false;
  #stopObserving: Undo | null = null;

  /** `request`: `null` for a piece without anything to be heard. */
  constructor(index: number, piece: ScriptPiece, request: SegmentRequest | null, parts: AskedSegmentParts) {
    const { text, speaker, start, end } = piece;
    this.#parts = parts;
    this.#request = request;
    this.#joiner = new TakeJoiner(parts.provider.format.sampleRateHz);
    this.#tries = new SegmentTries(parts.retries);
    const startSeconds = index === 0 ? 0 : null;
    this.#spoken = { index, text, voice: speaker.voice, start, end, startSeconds, endSeconds: null };
  }

  /** `null` once it is over. */
  get job(): ClipJob | null {
    return this.#isOver ? null : this.#job;
  }

  get spoken(): SpokenSegment {
    return this.#spoken;
  }

  get characters(): number {
    return this.#request?.characters ?? 0;
  }

  get warnings(): readonly string[] {
    return this.#request?.httpRequest.warnings ?? [];
  }

  /**
   * Asks for it. Once more, where the request before was cleared from the queue.
   * @throws CuelightError what is refused at once.
   */
  ask(observer: (() => void) | null): void {
    if (this.#request === null) {
      this.#complete();
      return;
    }
    const job = this.#parts.source.fetch(this.#request, this.#sink());
    this.#job = job;
    // By its own word it is complete earlier.
    job.finished.then(
      () => this.#complete(),
      (error: unknown) => this.#fail(asSpeechError(error, this.#request?.doing ?? 'speak')),
    );
    this.observe(observer);
  }

  observe(changed: (() => void) | null): void {
    this.#stopObserving?.();
    this.#stopObserving = changed === null ? null : (this.job?.subscribe(changed) ?? null);
  }

  /** Not wanted any more. Works twice. */
  drop(): void {
    this.#end();
    this.#job?.cancel();
  }

  begins(atSeconds: number): void {
    this.#spoken = { ...this.#spoken, startSeconds: atSeconds };
  }

  ends(atSeconds: number): void {
    this.#spoken = { ...this.#spoken, endSeconds: atSeconds };
  }

  /** Of audio that has not come, or waits for its turn. */
  missingSeconds(expected: (characters: number) => number, isHead: boolean): number {
    const received = this.#receivedBytes / BYTES_PER_SAMPLE / this.#parts.provider.format.sampleRateHz;
    const coming = this.#isOver ? 0 : Math.max(0, expected(this.characters) - received);
    return isHead ? coming : coming + received;
  }

  #sink(): ClipSink {
    return {
      began: (origin) => {
        if (this.#isOver) return;
        this.#tries.began(origin);
        this.#joiner.began();
        this.#hasTakeAudio = false;
        this.#parts.changed();
      },
      received: (bytes) => {
        if (this.#isOver) return;
        this.#hasTakeAudio = true;
        this.#handOn(this.#joiner.push(bytes));
      },
      completed: () => this.#complete(),
      mayRetry: (error) =>
        !this.#isOver && this.#tries.mayRetry(error, this.#hasTakeAudio, this.#parts.clock.now()),
    };
  }

  #handOn(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#receivedBytes += bytes.length;
    this.#parts.received(bytes);
  }

  #complete(): void {
    if (this.#isOver) return;
    this.#handOn(this.#joiner.end());
    this.#end();
    this.#parts.completed();
  }

  #fail(error: CuelightError): void {
    if (this.#isOver) return;
    // Cleared from the queue, it may be asked for again.
    if (error.code !== 'cancelled') this.#end();
    this.#parts.failed(error);
  }

  #end(): void {
    this.#isOver = true;
    this.observe(null);
  }
}
