import { LANES, type Lane } from './lane.ts';

/**
 * How long each lane of one tab has waited without being served: a lane rises by one for each ageing period, so
 * that nothing starves. Pure.
 */
export class LaneAges {
  readonly #waitingSinceMs: Record<Lane, number | null> = {
    interactive: null,
    normal: null,
    background: null,
  };

  /** Whether jobs of the lane wait. */
  saw(lane: Lane, isWaiting: boolean, nowMs: number): void {
    if (!isWaiting) this.#waitingSinceMs[lane] = null;
    else this.#waitingSinceMs[lane] ??= nowMs;
  }

  served(lane: Lane, nowMs: number): void {
    this.#waitingSinceMs[lane] = nowMs;
  }

  /** When it was served last or began to wait; later than any time if nothing waits. */
  waitingSinceMs(lane: Lane): number {
    return this.#waitingSinceMs[lane] ?? Infinity;
  }

  /** 0 is served first. */
  rank(lane: Lane, nowMs: number, ageingMs: number): number {
    const sinceMs = this.#waitingSinceMs[lane];
    const risen = sinceMs === null ? 0 : Math.floor((nowMs - sinceMs) / ageingMs);
    return Math.max(0, LANES.indexOf(lane) - risen);
  }
}
