import { LANES, type Lane } from './lane.ts';

/**
 * How long each lane of one tab has waited without being served: a lane rises by one for each ageing period, so
 * that nothing starves. Pure.
 */
export class LaneAges {
  /** `Infinity` while nothing waits: always a number, so that it is changed in place once a job. */
  readonly #waitingSinceMs: Record<Lane, number> = {
    interactive: Infinity,
    normal: Infinity,
    background: Infinity,
  };

  /** Whether jobs of the lane wait. */
  saw(lane: Lane, isWaiting: boolean, nowMs: number): void {
    if (!isWaiting) this.#waitingSinceMs[lane] = Infinity;
    else if (this.#waitingSinceMs[lane] === Infinity) this.#waitingSinceMs[lane] = nowMs;
  }

  served(lane: Lane, nowMs: number): void {
    this.#waitingSinceMs[lane] = nowMs;
  }

  /** When it was served last or began to wait; later than any time if nothing waits. */
  waitingSinceMs(lane: Lane): number {
    return this.#waitingSinceMs[lane];
  }

  /** 0 is served first. */
  rank(lane: Lane, nowMs: number, ageingMs: number): number {
    const waitedMs = Math.max(0, nowMs - this.#waitingSinceMs[lane]);
    return Math.max(0, LANES.indexOf(lane) - Math.floor(waitedMs / ageingMs));
  }
}
