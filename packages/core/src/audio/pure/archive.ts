/** Size of a page. Large enough that an hour is a few thousand pages, small enough that a word does not waste much. */
const PAGE_SECONDS = 1;

/**
 * The received samples of one track, apart from whatever plays them: an engine is fed copies, so it can be
 * fed again from anywhere.
 */
export class Archive {
  readonly #pageFrames: number;
  #pages: Int16Array[] = [];
  #frames = 0;

  constructor(sampleRateHz: number) {
    this.#pageFrames = Math.ceil(sampleRateHz * PAGE_SECONDS);
  }

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
      const page = this.#pages[Math.floor(at / this.#pageFrames)]!;
      const piece = page.subarray(offset, Math.min(this.#pageFrames, offset + samples.length - filled));
      samples.set(piece, filled);
      filled += piece.length;
    }
    return samples;
  }

  /** Lets the memory go. */
  clear(): void {
    this.#pages = [];
    this.#frames = 0;
  }
}
