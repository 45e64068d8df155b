import type { BoardState, BoardTab } from './board.ts';
import { byLane, LANES, type Lane } from './lane.ts';
import type { ServiceMeasure } from './service-rate.ts';

/**
 * Where a job stands and when it may start, from what the conductor told everyone. It repeats the conductor's
 * rule (`turns.ts`) in closed form, so that it costs one step per tab and not one per job. Pure.
 */
export interface Standing {
  /** 1 = next to start, over all tabs. */
  readonly position: number;
  /** Jobs that start before it, by their lanes. */
  readonly ahead: PerLane;
  /** True where the position is a guess: jobs of other weights than 1, or of several lanes, which may age past each other. */
  readonly isEstimated: boolean;
}

export type PerLane = Readonly<Record<Lane, number>>;

/**
 * `own`: the waiting jobs of this tab as it knows them now, fresher than the board. `place`: the job's place in its
 * own lane of its own tab, 1 for the first. `null` while the board does not know the tab yet.
 */
export function standingOf(
  board: BoardState,
  tabId: string | null,
  own: PerLane,
  lane: Lane,
  place: number,
): Standing | null {
  const mine = board.tabs.find((tab) => tab.id === tabId);
  if (mine === undefined) return null;
  const rank = mine.ranks[lane];
  const ahead = byLane(() => 0);
  // Of one tab, the more urgent lane goes first among lanes of equal rank.
  let ownTurnsBefore = place - 1;
  ahead[lane] += place - 1;
  for (const other of lanesOfRank(mine, rank)) {
    if (LANES.indexOf(other) >= LANES.indexOf(lane)) continue;
    ownTurnsBefore += own[other];
    ahead[other] += own[other];
  }
  const ownHigher = addHigher(ahead, mine, own, rank);
  let isEstimated = hasOtherLanes(mine, own, rank);
  let haveComeBefore = true;
  for (const tab of board.tabs) {
    if (tab === mine) {
      haveComeBefore = false;
      continue;
    }
    const higher = addHigher(ahead, tab, tab.waiting, rank);
    // By the time this rank is served, all that ranks higher has been.
    const lead = mine.served + ownHigher + ownTurnsBefore - (tab.served + higher);
    const winsTies = tab.isVisible === mine.isVisible ? haveComeBefore : tab.isVisible;
    let turns = Math.max(0, lead + (winsTies ? 1 : 0));
    for (const other of lanesOfRank(tab, rank)) {
      const served = Math.min(turns, tab.waiting[other]);
      ahead[other] += served;
      turns -= served;
    }
    isEstimated ||= hasOtherLanes(tab, tab.waiting, rank);
  }
  const position = ahead.interactive + ahead.normal + ahead.background + 1;
  return { position, ahead, isEstimated: isEstimated || board.tabs.some((tab) => tab.hasMixedWeights) };
}

/** Counts a tab's jobs of higher rank into `ahead`, and says how many they are. */
function addHigher(ahead: Record<Lane, number>, tab: BoardTab, waiting: PerLane, rank: number): number {
  let higher = 0;
  for (const lane of LANES) {
    if (tab.ranks[lane] >= rank) continue;
    ahead[lane] += waiting[lane];
    higher += waiting[lane];
  }
  return higher;
}

/** Lanes may age past each other while they wait, and one that has risen falls back once it is served. */
function hasOtherLanes(tab: BoardTab, waiting: PerLane, rank: number): boolean {
  return LANES.some((lane, unaged) => waiting[lane] > 0 && (tab.ranks[lane] !== rank || rank !== unaged));
}

function lanesOfRank(tab: BoardTab, rank: number): readonly Lane[] {
  return LANES.filter((lane) => tab.ranks[lane] === rank);
}

export interface ExpectedStart {
  readonly inMs: number;
  /** Standard deviation of it. */
  readonly spreadMs: number;
}

/**
 * When the job at `position` starts, or `null` while nothing was measured: with K slots busy, one of them frees
 * about every K-th part of a job's time, and chance evens out over many jobs. `unitsPerJob`: of those that wait.
 */
export function expectedStart(
  position: number,
  freeSlots: number,
  workingLimit: number,
  service: ServiceMeasure | null,
  unitsPerJob: number,
  gateLeftMs: number,
): ExpectedStart | null {
  const ends = Math.max(0, position - freeSlots);
  if (ends === 0) return { inMs: gateLeftMs, spreadMs: 0 };
  if (service === null) return null;
  const msPerJob = service.msPerUnit * unitsPerJob;
  return {
    inMs: Math.round(gateLeftMs + (ends * msPerJob) / workingLimit),
    spreadMs: Math.round((Math.sqrt(ends) * service.spreadMs) / workingLimit),
  };
}
