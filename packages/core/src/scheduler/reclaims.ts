import type { ReclaimCommand } from './conductor-types.ts';
import { leasesToAsk, RECLAIM_PATIENCE_MS } from './reclaim.ts';
import type { SlotBook } from './slot-book.ts';
import type { TabRoster } from './tab-roster.ts';
import type { Throttle } from './throttle.ts';

/** Which idle leases a conductor asks back, and when it looks again. Pure. */
export class Reclaims {
  #askAgainAtMs = Infinity;

  ask(tabs: TabRoster, slots: SlotBook, throttle: Throttle, nowMs: number): ReclaimCommand[] {
    this.#askAgainAtMs = Infinity;
    const leases = tabs.idleLeases;
    if (leases.length === 0 || throttle.room(0, nowMs) === 0) return [];
    const { inUse, limit } = slots;
    const { wanted, ownWanted } = tabs.slotsWanted(limit);
    const free = Math.max(0, throttle.workingLimit - inUse);
    const missing = Math.max(0, Math.min(wanted, limit) - free) + ownWanted;
    if (missing > 0) this.#askAgainAtMs = nowMs + RECLAIM_PATIENCE_MS;
    return leasesToAsk(leases, missing, nowMs);
  }

  /** `null`: nobody was asked in vain so far. */
  askAgainInMs(nowMs: number): number | null {
    return this.#askAgainAtMs === Infinity ? null : Math.max(0, this.#askAgainAtMs - nowMs);
  }
}
