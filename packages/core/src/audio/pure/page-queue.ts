/** From signed 16-bit to float: a power of two, so that the conversion is exact. */
const SCALE = 2 ** -15;

/** Pages read away from the front are dropped from the list in batches, not one by one. */
const COMPACT_AFTER = 64;

/** Samples waiting to be rendered, first in first out. Keeps the pages it is given, without copying. */
export class PageQueue {
  #pages: Int16Array[] = [];
  #page = 0;
  #offset = 0;
  #frames = 0;

  /** How many can be read. */
  get frames(): number {
    return this.#frames;
  }

  /** One with the same samples to be read, apart from this one. */
  copy(): PageQueue {
    const copy = new PageQueue();
    copy.#pages = this.#pages.slice(this.#page);
    copy.#offset = this.#offset;
    copy.#frames = this.#frames;
    return copy;
  }

  push(samples: Int16Array): void {
    if (samples.length === 0) return;
    this.#pages.push(samples);
    this.#frames += samples.length;
  }

  /** Fills `output` from `start` up to `end`, or as far as there are samples; returns where it got to. */
  read(output: Float32Array, start: number, end: number): number {
    let to = start;
    while (to < end && this.#frames > 0) {
      const page = this.#pages[this.#page]!;
      const count = Math.min(end - to, page.length - this.#offset);
      for (let index = 0; index < count; index++) output[to + index] = page[this.#offset + index]! * SCALE;
      to += count;
      this.#offset += count;
      this.#frames -= count;
      if (this.#offset === page.length) this.#turnPage();
    }
    return to;
  }

  #turnPage(): void {
    this.#offset = 0;
    this.#page++;
    if (this.#page < COMPACT_AFTER && this.#frames > 0) return;
    this.#pages = this.#pages.slice(this.#page);
    this.#page = 0;
  }
}
