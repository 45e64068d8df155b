/** Utterances remembered: enough to tell a rare stall from a habit, few enough to follow a network that changes. */
const REMEMBERED = 8;
/** Fewer may have been lucky. */
const KNOWN_AFTER = 3;
/** Nobody waits longer than that for a source that stalls. */
const LONGEST_DELAY_MS = 1000;
/** What a gap is worth in milliseconds of waiting: itself twice over, for it comes in the middle of a word, and this. */
const GAP_MS = 100;

/** How the audio of one endpoint has been arriving. */
export class Pace {
  readonly #neededMs: number[] = [];

  /** By how much a track should have been delayed to run through without a gap. */
  note(neededMs: number): void {
    this.#neededMs.push(Math.min(neededMs, LONGEST_DELAY_MS));
    if (this.#neededMs.length > REMEMBERED) this.#neededMs.shift();
  }

  /** From the first audio on: what would have been best for those remembered. `null` while they are too few. */
  get delayMs(): number | null {
    if (this.#neededMs.length < KNOWN_AFTER) return null;
    let best = 0;
    let lowest = Infinity;
    for (const delayMs of [0, ...this.#neededMs]) {
      const cost = this.#cost(delayMs);
      if (cost >= lowest) continue;
      lowest = cost;
      best = delayMs;
    }
    return best;
  }

  #cost(delayMs: number): number {
    const gaps = this.#neededMs.filter((neededMs) => neededMs > delayMs);
    const gapMs = gaps.reduce((sum, neededMs) => sum + GAP_MS + 2 * (neededMs - delayMs), 0);
    return delayMs + gapMs / this.#neededMs.length;
  }
}

/** Places of which the pace is remembered; those not heard of for longest are forgotten. */
const MOST_ENDPOINTS = 32;

export class Paces {
  readonly #paces = new Map<string, Pace>();

  of(endpoint: string): Pace {
    const pace = this.#paces.get(endpoint) ?? new Pace();
    this.#paces.delete(endpoint);
    this.#paces.set(endpoint, pace);
    const [oldest] = this.#paces.keys();
    if (this.#paces.size > MOST_ENDPOINTS && oldest !== undefined) this.#paces.delete(oldest);
    return pace;
  }
}
