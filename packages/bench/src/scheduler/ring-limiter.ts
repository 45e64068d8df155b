interface Waiting {
  readonly task: () => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * The least that a limiter can be: a ring buffer that runs promise tasks at a limit and returns a promise per job.
 * No lanes, no cancelling, no positions, no retries: the floor that the others are measured against.
 */
export class RingLimiter {
  readonly #limit: number;
  #ring: (Waiting | undefined)[] = Array.from({ length: 16 });
  #first = 0;
  #count = 0;
  #running = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  run(task: () => Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#push({ task, resolve, reject });
      this.#startNext();
    });
  }

  #startNext(): void {
    while (this.#running < this.#limit && this.#count > 0) {
      const { task, resolve, reject } = this.#shift();
      this.#running += 1;
      task().then(
        (value) => {
          this.#running -= 1;
          resolve(value);
          this.#startNext();
        },
        (reason: unknown) => {
          this.#running -= 1;
          reject(reason);
          this.#startNext();
        },
      );
    }
  }

  /** The length of the ring is a power of two, so that places wrap around with a mask. */
  #push(waiting: Waiting): void {
    if (this.#count === this.#ring.length) this.#grow();
    this.#ring[(this.#first + this.#count) & (this.#ring.length - 1)] = waiting;
    this.#count += 1;
  }

  #shift(): Waiting {
    const waiting = this.#ring[this.#first];
    if (waiting === undefined) throw new RangeError('Nothing waits.');
    this.#ring[this.#first] = undefined;
    this.#first = (this.#first + 1) & (this.#ring.length - 1);
    this.#count -= 1;
    return waiting;
  }

  #grow(): void {
    const inOrder = [...this.#ring.slice(this.#first), ...this.#ring.slice(0, this.#first)];
    this.#ring = [...inOrder, ...Array.from<undefined>({ length: inOrder.length })];
    this.#first = 0;
  }
}
