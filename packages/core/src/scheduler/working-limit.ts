/**
 * What the account seems to allow now, where others use it too or where nobody knows its limit. A concurrency
 * refusal while requests of ours are in flight lowers it to their number. A run of successes in which it was used
 * to the full raises it by one; the run that is asked for doubles after each rise that failed, so that refusals
 * become rare: one in 256 successes. Pure.
 */
export class WorkingLimit {
  #limit: number;
  /** What the provider says, for as long as it says nothing else. */
  #reported: number = Infinity;
  /** The lower of the two: no more than that is ever tried. */
  #highest: number;
  #value: number;
  readonly #isSought: boolean;
  readonly #firstRun: number;
  #run: number;
  #successes = 0;
  /** It has risen, and not yet been borne out by as many successes as it allows at once. */
  #isTrying = false;
  #isRemembered = false;

  /** `startAt`: the account's limit is to be found from there, up to `limit`; `null`: it is `limit`. */
  constructor(limit: number, startAt: number | null = null) {
    this.#limit = limit;
    this.#highest = limit;
    this.#isSought = startAt !== null;
    this.#value = Math.min(limit, startAt ?? limit);
    this.#firstRun = this.#isSought ? FIRST_RUN_SOUGHT : FIRST_RUN;
    this.#run = this.#firstRun;
  }

  /** At least 1, at most the limit. */
  get value(): number {
    return this.#value;
  }

  get isTrying(): boolean {
    return this.#isTrying;
  }

  setLimit(limit: number): void {
    const before = this.#highest;
    this.#limit = limit;
    this.#highest = Math.min(limit, this.#reported);
    this.#fit(!this.#isSought && this.#value === before);
  }

  /** The provider has said what it allows. It is believed until it says something else. */
  reported(limit: number): void {
    if (limit === this.#reported) return;
    const before = this.#highest;
    this.#reported = limit;
    this.#highest = Math.min(this.#limit, limit);
    this.#fit(this.#isSought || this.#value === before);
  }

  /** `othersInFlight`: slots of ours taken at that moment, without the refused request's own. */
  refused(othersInFlight: number): void {
    if (othersInFlight < 1) return;
    if (this.#isTrying) this.#run = Math.min(LONGEST_RUN, Math.max(FIRST_RUN, this.#run * 2));
    this.#value = Math.max(1, Math.min(this.#value, othersInFlight));
    this.#successes = 0;
    this.#isTrying = false;
  }

  /** `weight`: slots that the request took. */
  succeeded(othersInFlight: number, weight: number): void {
    // Where another one like it had found room, nothing is known of more.
    if (this.#value >= this.#highest || othersInFlight + 2 * weight <= this.#value) return;
    this.#successes += 1;
    if (this.#isTrying && this.#successes >= this.#value) {
      this.#isTrying = false;
      this.#run = this.#firstRun;
    }
    if (this.#successes < this.#run) return;
    this.#value += 1;
    this.#successes = 0;
    this.#isTrying = true;
  }

  /** Takes over what a busy tab knows. */
  merge(value: number): void {
    const isNews = this.#isSought && !this.#isRemembered;
    this.#isRemembered = true;
    this.#value = Math.max(1, Math.min(isNews ? this.#highest : this.#value, value));
  }

  #fit(isAtHighest: boolean): void {
    this.#value = isAtHighest ? this.#highest : Math.min(this.#value, this.#highest);
  }
}

const FIRST_RUN = 8;
/** Before the first refusal there is nothing to be careful of. */
const FIRST_RUN_SOUGHT = 2;
const LONGEST_RUN = 256;
