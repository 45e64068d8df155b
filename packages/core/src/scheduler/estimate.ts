import type { BoardState } from './conductor.ts';
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
  const ownAhead = jobsAhead(mine.ranks, own, rank);
  // Of one tab, the more urgent lane goes first among lanes of equal rank.
  const ownTurnsBefore = place - 1 + ownAhead.equal - jobsFrom(mine.ranks, own, rank, lane);
  let ahead = ownAhead.higher + ownTurnsBefore;
  let isEstimated = board.tabs.some((tab) => tab.hasMixedWeights);
  let haveComeBefore = true;
  for (const tab of board.tabs) {
    if (tab === mine) {
      haveComeBefore = false;
      continue;
    }
    const others = jobsAhead(tab.ranks, tab.waiting, rank);
    // By the time this rank is served, all that ranks higher has been.
    const lead = mine.served + ownAhead.higher + ownTurnsBefore - (tab.served + others.higher);
    const winsTies = tab.isVisible === mine.isVisible ? haveComeBefore : tab.isVisible;
    ahead += others.higher + Math.min(others.equal, Math.max(0, lead + (winsTies ? 1 : 0)));
    // A lane that is overtaken now rises while it waits.
    isEstimated ||= others.lower > 0;
  }
  return { position: ahead + 1, isEstimated };
}

/** Waiting jobs of one tab by how they rank against `rank`. */
function jobsAhead(
  ranks: Readonly<Record<Lane, number>>,
  waiting: OwnWaiting,
  rank: number,
): { readonly higher: number; readonly equal: number; readonly lower: number } {
  let [higher, equal, lower] = [0, 0, 0];
  for (const lane of LANES) {
    if (ranks[lane] < rank) higher += waiting[lane];
    else if (ranks[lane] === rank) equal += waiting[lane];
    else lower += waiting[lane];
  }
  return { higher, equal, lower };
}

/** Waiting jobs of equal rank in `lane` and the less urgent lanes. */
function jobsFrom(
  ranks: Readonly<Record<Lane, number>>,
  waiting: OwnWaiting,
  rank: number,
  lane: Lane,
): number {
  let jobs = 0;
  for (const other of LANES.slice(LANES.indexOf(lane))) if (ranks[other] === rank) jobs += waiting[other];
  return jobs;
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
