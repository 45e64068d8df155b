import type { BoardState, BoardTab } from './conductor.ts';
import { LANES, type Lane } from './lane.ts';

/**
 * Where a job stands and when it may start, from what the conductor told everyone. It repeats the conductor's
 * rule (`turns.ts`) in closed form, so that it costs one step per tab and not one per job. Pure.
 */
export interface Standing {
  /** 1 = next to start, over all tabs. */
  readonly position: number;
  /** True where the position is a guess: jobs of several weights, or a lane about to age past another. */
  readonly isEstimated: boolean;
}

/** Waiting jobs of this tab as it knows them now; fresher than the board. */
export type OwnWaiting = Readonly<Record<Lane, number>>;

/**
 * `place` is the job's place in its own lane of its own tab, 1 for the first. `null` while the board does not know
 * the tab yet.
 */
export function standingOf(
  board: BoardState,
  tabId: string | null,
  own: OwnWaiting,
  lane: Lane,
  place: number,
): Standing | null {
  const mine = board.tabs.find((tab) => tab.id === tabId);
  if (mine === undefined) return null;
  const rank = mine.ranks[lane];
  let ahead = place - 1;
  let isEstimated = board.tabs.some((tab) => tab.hasMixedWeights);
  let sameRankOfMine = place - 1;
  for (const other of LANES) {
    if (other === lane) continue;
    const isAhead =
      mine.ranks[other] < rank || (mine.ranks[other] === rank && LANES.indexOf(other) < LANES.indexOf(lane));
    if (!isAhead) continue;
    ahead += own[other];
    if (mine.ranks[other] === rank) sameRankOfMine += own[other];
  }
  let haveComeBefore = true;
  for (const tab of board.tabs) {
    if (tab === mine) {
      haveComeBefore = false;
      continue;
    }
    let ofSameRank = 0;
    for (const other of LANES) {
      if (tab.waiting[other] === 0) continue;
      if (tab.ranks[other] < rank) ahead += tab.waiting[other];
      else if (tab.ranks[other] === rank) ofSameRank += tab.waiting[other];
      // A lane that is overtaken now rises while it waits.
      else isEstimated ||= LANES.indexOf(lane) > 0;
    }
    ahead += Math.min(ofSameRank, turnsBefore(tab, mine, sameRankOfMine, haveComeBefore));
  }
  return { position: ahead + 1, isEstimated };
}

/**
 * How many jobs `tab` is served before `mine` gets its turn number `ownBefore + 1`, if both stay busy: it is
 * served as long as it has had less, and on a tie if it goes first.
 */
function turnsBefore(tab: BoardTab, mine: BoardTab, ownTurnsBefore: number, haveComeBefore: boolean): number {
  const winsTies = tab.isVisible === mine.isVisible ? haveComeBefore : tab.isVisible;
  return Math.max(0, mine.served + ownTurnsBefore - tab.served + (winsTies ? 1 : 0));
}

/**
 * Milliseconds until the job at `position` starts, or `null` while nothing was measured: with K slots busy, one
 * of them frees about every K-th part of a job's time.
 */
export function startsInMs(
  position: number,
  freeSlots: number,
  workingLimit: number,
  msPerJob: number | null,
  gateLeftMs: number,
): number | null {
  const ends = Math.max(0, position - freeSlots);
  if (ends === 0) return gateLeftMs;
  if (msPerJob === null) return null;
  return Math.round(gateLeftMs + (ends * msPerJob) / workingLimit);
}
