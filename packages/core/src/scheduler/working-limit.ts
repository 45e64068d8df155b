/**
 * What the account seems to allow now, where others use it too. A concurrency refusal while requests of ours
 * are in flight lowers it to their number; after a run of successes it rises by one. The run that is asked for
 * doubles after each rise that failed. Pure.
 */
export class WorkingLimit {
  #limit: number;
  #value: number;
  #successes = 0;
  #successesToRise = FIRST_RUN;
  #roseLast = false;

  constructor(limit: number) {
    this.#limit = limit;
    this.#value = limit;
  }

  /** At least 1, at most the limit. */
  get value(): number {
    return this.#value;
  }

  setLimit(limit: number): void {
    if (this.#value === this.#limit) this.#value = limit;
    this.#limit = limit;
    this.#value = Math.min(this.#value, limit);
  }

  /** `othersInFlight`: slots of ours taken at that moment, without the refused request's own. */
  refused(othersInFlight: number): void {
    if (othersInFlight < 1) return;
    if (this.#roseLast) this.#successesToRise = Math.min(LONGEST_RUN, this.#successesToRise * 2);
    this.#value = Math.max(1, Math.min(this.#value, othersInFlight));
    this.#successes = 0;
    this.#roseLast = false;
  }

  succeeded(): void {
    if (this.#value === this.#limit) return;
    this.#successes += 1;
    if (this.#successes < this.#successesToRise) return;
    this.#value += 1;
    this.#successes = 0;
    this.#roseLast = true;
  }

  /** Takes over what a busy tab knows. */
  merge(value: number): void {
    this.#value = Math.max(1, Math.min(this.#value, value));
  }
}

const FIRST_RUN = 8;
const LONGEST_RUN = 256;
