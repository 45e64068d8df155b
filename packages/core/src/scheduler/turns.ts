import { LANES, type Lane } from './lane.ts';
import type { TabLedger } from './tab-ledger.ts';

/** The next job of one lane of one tab. */
export interface Candidate {
  readonly tab: TabLedger;
  readonly lane: Lane;
  readonly weight: number;
  readonly rank: number;
}

/**
 * Whose turn it is: the lane that ranks first; in it the tab served the least weight; among equals the visible
 * tab, then the first in the given order; in a tab the lane that waited longest, since lanes of one rank are there by
 * ageing, and the more urgent one would never let the other through.
 */
export function nextCandidate(
  tabs: Iterable<TabLedger>,
  nowMs: number,
  ageingMs: number,
  limit: number,
  room: number,
): Candidate | null {
  let best: Candidate | null = null;
  for (const tab of tabs) {
    for (const lane of LANES) {
      const weight = tab.nextWeight(lane, limit);
      if (weight === null || weight > room || weight > tab.widest) continue;
      const rank = tab.rank(lane, nowMs, ageingMs);
      if (best === null || isBefore(tab, lane, rank, best)) best = { tab, lane, weight, rank };
    }
  }
  return best;
}

function isBefore(tab: TabLedger, lane: Lane, rank: number, best: Candidate): boolean {
  if (rank !== best.rank) return rank < best.rank;
  if (tab === best.tab) return tab.waitingSinceMs(lane) < tab.waitingSinceMs(best.lane);
  if (tab.served !== best.tab.served) return tab.served < best.tab.served;
  return tab.isVisible && !best.tab.isVisible;
}
