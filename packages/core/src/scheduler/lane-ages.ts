import { LANES, type LaneNumber } from './lane.ts';

/**
 * How long each lane of one tab has waited without being served: a lane rises by one for each ageing period, so
 * that nothing starves. Pure.
 */
export class LaneAges {
  /** `Infinity` while nothing waits. By number, like everything that is done for each job. */
  readonly #waitingSinceMs: number[] = LANES.map(() => Infinity);

  /** Whether jobs of the lane wait. */
  saw(lane: LaneNumber, isWaiting: boolean, nowMs: number): void {
    if (!isWaiting) this.#waitingSinceMs[lane] = Infinity;
    else if (this.#waitingSinceMs[lane] === Infinity) this.#waitingSinceMs[lane] = nowMs;
  }

  served(lane: LaneNumber, nowMs: number): void {
    this.#waitingSinceMs[lane] = nowMs;
  }

  /** When it was served last or began to wait; later than any time if nothing waits. */
  waitingSinceMs(lane: LaneNumber): number {
    return this.#waitingSinceMs[lane] ?? Infinity;
  }

  /** 0 is served first. */
  rank(lane: LaneNumber, nowMs: number, ageingMs: number): number {
    const waitedMs = nowMs - this.waitingSinceMs(lane);
    return waitedMs < ageingMs ? lane : Math.max(0, lane - Math.floor(waitedMs / ageingMs));
  }
}
