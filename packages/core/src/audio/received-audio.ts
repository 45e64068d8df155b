import { CuelightError } from '../errors.ts';
import { Archive } from './pure/archive.ts';
import type { PcmFormat } from './pure/format.ts';
import { PcmFraming } from './pure/framing.ts';
import type { Mark } from './types.ts';

/** An answer that never ends must not fill the memory: 350 MB at 24 kHz. */
const LONGEST_SECONDS = 2 * 60 * 60;

/** What has arrived of a track, and is kept of it: its samples, its marks, its end. Knows nothing of playing. */
export class ReceivedAudio {
  readonly format: PcmFormat;
  readonly marks: Mark[] = [];
  readonly #retainFrames: number;
  readonly #archive: Archive;
  #framing: PcmFraming;
  #end: 'whole' | CuelightError | null = null;
  #waiting: (() => void)[] = [];

  constructor(format: PcmFormat, retainSeconds: number) {
    this.format = format;
    this.#retainFrames = retainSeconds * format.sampleRateHz;
    this.#archive = new Archive(format.sampleRateHz);
    this.#framing = new PcmFraming(format);
  }

  /** How many have arrived, whatever has been dropped of them. */
  get frames(): number {
    return this.#archive.frames;
  }

  get firstFrame(): number {
    return this.#archive.firstFrame;
  }

  /** `null` while more may come; else whether all of it came, or why not. */
  get end(): 'whole' | CuelightError | null {
    return this.#end;
  }

  /**
   * Returns how many samples came of it.
   * @throws CuelightError when the bytes contradict the format, or are too many.
   */
  append(bytes: Uint8Array): number {
    return this.#keep(this.#framing.push(bytes));
  }

  /** What comes next is a piece of its own. Returns how many samples the last one still had. */
  endPiece(): number {
    const count = this.#keep(this.#framing.end());
    this.#framing = new PcmFraming(this.format);
    return count;
  }

  mark(value: unknown): void {
    const frame = this.frames;
    const timeSeconds = frame / this.format.sampleRateHz;
    this.marks.push(Object.freeze({ index: this.marks.length, frame, timeSeconds, value }));
  }

  /** Once. */
  close(end: 'whole' | CuelightError): void {
    this.#end ??= end;
    this.#wake();
  }

  copy(start: number, count: number): Int16Array<ArrayBuffer> {
    return this.#archive.copy(start, count);
  }

  /** What was heard and is more than may be kept is let go. */
  heardUpTo(frame: number): void {
    this.#archive.dropBefore(Math.min(frame, this.frames - this.#retainFrames));
  }

  /** Resolves when there is more of it, or its end. */
  more(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #keep(samples: Int16Array): number {
    if (samples.length === 0) return 0;
    if (this.frames - this.firstFrame + samples.length > LONGEST_SECONDS * this.format.sampleRateHz) {
      throw new CuelightError('invalid', {
        doing: 'keep the audio of a track',
        because: `it is longer than ${LONGEST_SECONDS} seconds`,
        advice: 'Use several tracks, or set retainSeconds.',
      });
    }
    this.#archive.append(samples);
    this.#wake();
    return samples.length;
  }

  #wake(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
