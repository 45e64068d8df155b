import { NO_RUNS, type LaneRuns } from './job-queue.ts';
import { LaneAges } from './lane-ages.ts';
import { byLane, LANES, type Lane } from './lane.ts';
import type { IdleLease } from './reclaim.ts';

/** A grant that has not ended, as far as the conductor knows. */
export interface OpenGrant {
  readonly grantId: number;
  readonly lane: Lane;
  readonly slots: readonly number[];
  readonly grantedAtMs: number;
  /** It came from the tab that had the slot before, and so in no order with what the conductor says. */
  readonly isPassed: boolean;
  /** Its tab has told that it has it. */
  isClaimed: boolean;
}

/** What a tab tells the conductor of itself. */
export interface TabDemand {
  readonly lanes: LaneRuns;
  /** Number of the last grant of this term that the tab had seen when it wrote this. */
  readonly seenGrant: number;
  readonly isVisible: boolean;
}

/**
 * What the conductor knows of one tab. The tab's counts are from before the grants it had not seen yet: those
 * are taken off here, so that no job is granted twice. Pure.
 */
export class TabLedger {
  readonly id: string;
  /** By name. */
  readonly openGrants: Map<string, OpenGrant> = new Map();
  /** Weight served so far; a tab that wakes starts level with the least served busy one. */
  served = 0;
  /** Nothing was granted to it since it woke. */
  awaitsFirstTurn = false;
  isVisible = false;
  seenGrant = 0;
  /** What the tab was given as the limit. */
  limit: number = Infinity;
  /** The widest job that it may be granted now. */
  widest: number = Infinity;
  #lanes: LaneRuns = NO_RUNS;
  /** What it holds by hand and could do without, by the name of the grant. */
  idle: Map<string, IdleLease & { readonly tabId: string; readonly grant: string }> = new Map();
  readonly #ages = new LaneAges();
  readonly #promised: Record<Lane, number> = byLane(() => 0);

  constructor(id: string) {
    this.id = id;
  }

  told(demand: TabDemand, nowMs: number): void {
    this.#lanes = demand.lanes;
    this.isVisible = demand.isVisible;
    this.seenGrant = Math.max(this.seenGrant, demand.seenGrant);
    LANES.forEach((lane, number) => this.#ages.saw(number, demand.lanes[lane].length > 0, nowMs));
  }

  /** Counts turns as given, or takes them back with a number below 0. */
  promise(lane: Lane, turns: number): void {
    this.served += turns;
    this.#promised[lane] += turns;
  }

  /** It has these. Told before its counts, which are without their jobs. */
  claimed(claims: readonly { readonly grant: string }[]): void {
    for (const { grant } of claims) {
      const open = this.openGrants.get(grant);
      if (open !== undefined) open.isClaimed = true;
    }
  }

  /** A job of this lane was served: its ageing begins anew. */
  servedFrom(lane: Lane, weight: number, nowMs: number): void {
    this.served += weight;
    this.#ages.served(LANES.indexOf(lane), nowMs);
  }

  waiting(lane: Lane): number {
    let count = 0;
    for (const [, jobs] of this.#lanes[lane]) count += jobs;
    return Math.max(0, count - this.#unseen(lane));
  }

  get isBusy(): boolean {
    return LANES.some((lane) => this.waiting(lane) > 0);
  }

  /**
   * Slots that the next job of the lane takes, or `null` if none waits. Jobs wider than `limit` are passed over: they
   * wait until a tab with that limit has no work.
   */
  nextWeight(lane: Lane, limit: number): number | null {
    let skip = this.#unseen(lane);
    for (const [weight, jobs] of this.#lanes[lane]) {
      if (weight > limit) continue;
      if (skip < jobs) return weight;
      skip -= jobs;
    }
    return null;
  }

  get hasMixedWeights(): boolean {
    return LANES.some((lane) => this.#lanes[lane].some(([weight]) => weight !== 1));
  }

  waitingSinceMs(lane: Lane): number {
    return this.#ages.waitingSinceMs(LANES.indexOf(lane));
  }

  /** 0 is served first. */
  rank(lane: Lane, nowMs: number, ageingMs: number): number {
    return this.#ages.rank(LANES.indexOf(lane), nowMs, ageingMs);
  }

  #unseen(lane: Lane): number {
    let count = this.#promised[lane];
    for (const grant of this.openGrants.values()) {
      if (grant.lane === lane && !this.hasSeen(grant)) count += 1;
    }
    return count;
  }

  /** When it told last what it has. */
  hasSeen({ isPassed, isClaimed, grantId }: OpenGrant): boolean {
    return isPassed ? isClaimed : grantId <= this.seenGrant;
  }
}
