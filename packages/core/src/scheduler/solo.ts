import { LaneAges } from './lane-ages.ts';
import type { LaneNumber } from './lane.ts';
import { Throttle, type Outcome } from './throttle.ts';

/** The waiting jobs of a lane, as far as the choice of the next one needs to know them. */
export interface WaitingLane {
  readonly count: number;
  readonly first: { readonly weight: number } | null;
}

export interface SoloOptions {
  readonly limit: number;
  /** Where the search for the account's limit begins, up to `limit`; `null`: it is `limit`. */
  readonly startAt: number | null;
  readonly releaseLagMs: number;
  readonly ageingMs: number;
}

const OVERTAKEN_AT_MOST = 4;

/**
 * The conductor of a tab that shares with nobody: the same rules without tabs, grants or slot numbers, cheap
 * enough to be asked once for each job. Pure.
 */
export class Solo {
  readonly #options: SoloOptions;
  /** What the account allows. */
  readonly throttle: Throttle;
  readonly #ages = new LaneAges();
  #inUse = 0;
  #lastId = 0;
  #overtaken = 0;
  /** A job that was refused because the provider had not booked our own release waits until then. */
  #restUntilMs = 0;

  constructor(options: SoloOptions) {
    this.#options = options;
    this.throttle = new Throttle(options.limit, options.releaseLagMs, options.startAt);
  }

  get inUse(): number {
    return this.#inUse;
  }

  /** The lane whose first job may start now, or `null`. `lanes` are all, in order of urgency. */
  next(lanes: readonly WaitingLane[], nowMs: number): LaneNumber | null {
    const room = nowMs < this.#restUntilMs ? 0 : this.throttle.room(this.#inUse, nowMs);
    if (room === 0) return null;
    const first = this.#firstLane(lanes, nowMs, Infinity);
    if (first === null) return null;
    const weight = lanes[first]?.first?.weight ?? 0;
    // A job wider than what an account in distress allows takes all there is, once nothing else runs.
    if (weight <= room || (this.#inUse === 0 && weight > this.throttle.workingLimit)) {
      this.#overtaken = 0;
      return first;
    }
    if (this.#overtaken >= OVERTAKEN_AT_MOST) return null;
    const overtaking = this.#firstLane(lanes, nowMs, room);
    if (overtaking !== null) this.#overtaken += 1;
    return overtaking;
  }

  /** A job of that lane starts. Returns the id to end it with. */
  started(lane: LaneNumber, weight: number, nowMs: number): number {
    this.#inUse += weight;
    this.#ages.served(lane, nowMs);
    this.#lastId += 1;
    this.throttle.started(this.#lastId);
    return this.#lastId;
  }

  ended(
    id: number,
    weight: number,
    outcome: Outcome,
    measure: { readonly durationMs: number; readonly units: number },
    nowMs: number,
    chance: number,
  ): void {
    this.#inUse -= weight;
    const restMs = this.throttle.ended(id, outcome, measure, this.#inUse, weight, nowMs, chance);
    if (restMs > 0) this.#restUntilMs = nowMs + restMs;
  }

  /** Slots that waiting jobs could use beyond those that are free, while no gate holds them back. */
  missing(lanes: readonly WaitingLane[], nowMs: number): number {
    if (this.throttle.room(0, nowMs) === 0) return 0;
    let wanted = 0;
    for (const { count, first } of lanes) wanted += count * (first?.weight ?? 0);
    return wanted - Math.max(0, this.throttle.workingLimit - this.#inUse);
  }

  /** Milliseconds until `next` may say more without any event, or `null`. */
  dueInMs(nowMs: number): number | null {
    const restMs = this.#restUntilMs - nowMs;
    const gateMs = this.throttle.wakeInMs(nowMs);
    if (restMs <= 0) return gateMs;
    return gateMs === null ? restMs : Math.max(gateMs, restMs);
  }

  rank(lane: LaneNumber, nowMs: number): number {
    return this.#ages.rank(lane, nowMs, this.#options.ageingMs);
  }

  #firstLane(lanes: readonly WaitingLane[], nowMs: number, longestWeight: number): LaneNumber | null {
    let best: LaneNumber | null = null;
    let bestRank = Infinity;
    for (let lane = 0; lane < lanes.length; lane += 1) {
      const first = lanes[lane]?.first ?? null;
      this.#ages.saw(lane, first !== null, nowMs);
      if (first === null || first.weight > longestWeight) continue;
      const rank = this.rank(lane, nowMs);
      // Lanes of one rank are there by ageing: the one that waited longest, or it would never come through.
      const isBefore =
        best === null ||
        rank < bestRank ||
        (rank === bestRank && this.#ages.waitingSinceMs(lane) < this.#ages.waitingSinceMs(best));
      if (!isBefore) continue;
      best = lane;
      bestRank = rank;
    }
    return best;
  }
}
