/** Size of a page. Large enough that an hour is a few thousand pages, small enough that a word does not waste much. */
const PAGE_SECONDS = 1;

/**
 * The received samples of one track, apart from whatever plays them: an engine is fed copies, so it can be
 * fed again from anywhere. Places are counted from the first sample ever received, also after some were dropped.
 */
export class Archive {
  readonly #pageFrames: number;
  readonly #pages: Int16Array[] = [];
  #firstFrame = 0;
  #frames = 0;

  constructor(sampleRateHz: number) {
    this.#pageFrames = Math.ceil(sampleRateHz * PAGE_SECONDS);
  }

  /** The first sample it still has. */
  get firstFrame(): number {
    return this.#firstFrame;
  }

  /** How many it was ever given. */
  get frames(): number {
    return this.#frames;
  }

  /** Copies `samples`. */
  append(samples: Int16Array): void {
    let from = 0;
    while (from < samples.length) {
      const offset = this.#frames % this.#pageFrames;
      if (offset === 0) this.#pages.push(new Int16Array(this.#pageFrames));
      const count = Math.min(this.#pageFrames - offset, samples.length - from);
      this.#pages.at(-1)!.set(samples.subarray(from, from + count), offset);
      from += count;
      this.#frames += count;
    }
  }

  /** A fresh copy of up to `count` samples from `start`, fewer where there are no more. */
  copy(start: number, count: number): Int16Array<ArrayBuffer> {
    const end = Math.min(start + count, this.#frames);
    const samples = new Int16Array(Math.max(0, end - start));
    let filled = 0;
    while (filled < samples.length) {
      const at = start + filled;
      const offset = at % this.#pageFrames;
      const page = this.#pages[Math.floor((at - this.#firstFrame) / this.#pageFrames)]!;
      const piece = page.subarray(offset, Math.min(this.#pageFrames, offset + samples.length - filled));
      samples.set(piece, filled);
      filled += piece.length;
    }
    return samples;
  }

  /** Lets go of the memory of what comes before `frame`, page by page. */
  dropBefore(frame: number): void {
    const pages = Math.floor((Math.min(frame, this.#frames) - this.#firstFrame) / this.#pageFrames);
    if (pages <= 0) return;
    this.#pages.splice(0, pages);
    this.#firstFrame += pages * this.#pageFrames;
  }
}
