/** At most so many requests in any stretch of time. */
export interface RateLimit {
  readonly requests: number;
  readonly perMs: number;
}

/** Counts requests over a sliding window. Pure: time comes in with every call and never goes back. */
export class RateWindow {
  readonly #limit: RateLimit;
  /** When each of the requests that still count was let through. Never more than the limit. */
  #passedAtMs: number[] = [];

  constructor(limit: RateLimit) {
    this.#limit = limit;
  }

  hasRoom(nowMs: number): boolean {
    const { requests, perMs } = this.#limit;
    this.#passedAtMs = this.#passedAtMs.filter((passedAtMs) => passedAtMs + perMs > nowMs);
    return this.#passedAtMs.length < requests;
  }

  /** Counts one more. Ask `hasRoom` first. */
  pass(nowMs: number): void {
    this.#passedAtMs.push(nowMs);
  }
}
