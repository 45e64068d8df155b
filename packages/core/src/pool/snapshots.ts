import type { BoardState } from '../scheduler/board.ts';
import { expectedStart, standingOf, type ExpectedStart, type PerLane } from '../scheduler/estimate.ts';
import { byLane, LANES, type Lane } from '../scheduler/lane.ts';
import type { Admission } from './admission.ts';
import type { PoolJob } from './job.ts';
import type { JobSnapshot, PoolMode, PoolSnapshot, RetrySnapshot, TabSnapshot } from './types.ts';
import type { Workload } from './workload.ts';

/** What people are shown of the pool and its jobs, derived from the board and this tab's own queue. */

export function initialPoolSnapshot(
  name: string,
  mode: PoolMode,
  limit: number,
  workingLimit: number,
): PoolSnapshot {
  return {
    name,
    mode,
    role: 'idle',
    limit,
    workingLimit,
    inUse: 0,
    waiting: byLane(() => 0),
    tabs: [],
    gate: null,
    isPaused: false,
  };
}

export function poolSnapshot(
  name: string,
  admission: Admission,
  workload: Workload,
  nowMs: number,
): PoolSnapshot {
  const board = admission.board();
  const own = ownWaiting(workload);
  const listed = board.tabs.map((tab): TabSnapshot => {
    const isThisTab = tab.id === admission.tabId;
    return {
      id: tab.id,
      isThisTab,
      isConductor: tab.id === admission.conductorId,
      isVisible: tab.isVisible,
      waiting: isThisTab ? own : tab.waiting,
      slots: tab.slots,
    };
  });
  // A tab lingers on the board for a moment; the last board that an idle tab has heard keeps it for good.
  const tabs = listed.filter(hasWork);
  return {
    name,
    mode: admission.mode,
    role: admission.role,
    limit: board.limit,
    workingLimit: board.workingLimit,
    inUse: board.inUse,
    waiting: totalWaiting(tabs, own),
    tabs,
    gate:
      board.gate === null
        ? null
        : {
            kind: board.gate.kind,
            attempt: board.gate.attempt,
            opensAtMs: board.gate.leftMs === null ? null : toWholeMs(nowMs + board.gate.leftMs),
          },
    isPaused: workload.isPaused,
  };
}

/** `job.place` must be up to date. */
export function waitingSnapshot(
  job: PoolJob,
  admission: Admission,
  workload: Workload,
  nowMs: number,
): JobSnapshot {
  const { state } = job;
  if (state.type === 'parked') {
    const retry = retrySnapshot(job, Math.max(0, state.untilMs - nowMs), nowMs);
    return { state: 'waiting', estimated: true, waitsFor: 'retry', retry };
  }
  if (state.type === 'bound') return ABOUT_TO_START;
  if (workload.isPaused) {
    return { state: 'waiting', estimated: true, waitsFor: 'paused', retry: retrySnapshot(job, null, nowMs) };
  }
  const board = admission.board();
  if (job.weight > board.limit) {
    return { state: 'waiting', estimated: true, waitsFor: 'limit', retry: retrySnapshot(job, null, nowMs) };
  }
  const standing = standingOf(board, admission.tabId, ownWaiting(workload), job.lane, job.place);
  if (standing === null) {
    return { state: 'waiting', estimated: true, waitsFor: 'word', retry: retrySnapshot(job, 0, nowMs) };
  }
  const { position, ahead, isEstimated } = standing;
  const start = startOf(position, board, admission.tabId, workload);
  const opensInMs = gateLeftMs(board.gate);
  return {
    state: 'waiting',
    queuePosition: position,
    ahead,
    ...(start !== null && { startsInMs: forPeople(start.inMs), startsInSpreadMs: forPeople(start.spreadMs) }),
    // Who has his even share is passed over.
    estimated: isEstimated || admission.mode === 'degraded',
    waitsFor: board.gate === null ? 'turn' : 'gate',
    retry: retrySnapshot(job, opensInMs === null ? null : (start?.inMs ?? opensInMs), nowMs),
  };
}

const ABOUT_TO_START: JobSnapshot = {
  state: 'waiting',
  queuePosition: 1,
  ahead: byLane(() => 0),
  startsInMs: 0,
  startsInSpreadMs: 0,
  estimated: false,
  waitsFor: 'turn',
  retry: null,
};

/** `null` where nothing is measured yet, and where only `retryNow()` opens the gate. */
function startOf(
  position: number,
  { gate, workingLimit, inUse, service, tabs }: BoardState,
  tabId: string | null,
  workload: Workload,
): ExpectedStart | null {
  const opensInMs = gateLeftMs(gate);
  if (opensInMs === null) return null;
  const others = tabs.filter(({ id }) => id !== tabId).map(({ waiting }) => jobsIn(waiting));
  const free = Math.max(0, workingLimit - inUse);
  const units = unitsPerJob(workload, others, service);
  return expectedStart(position, free, workingLimit, service, units, opensInMs);
}

/** `null`: only `retryNow()` opens it. */
function gateLeftMs(gate: BoardState['gate']): number | null {
  if (gate === null) return 0;
  return gate.leftMs === null ? null : Math.max(0, gate.leftMs);
}

/** Jobs of this tab are known; those of others are taken to be as jobs were so far. */
function unitsPerJob(workload: Workload, others: readonly number[], service: BoardState['service']): number {
  const soFar = service?.unitsPerJob ?? 0;
  let [jobs, units] = [workload.queued, workload.unitsWaiting];
  for (const count of others) {
    jobs += count;
    units += count * soFar;
  }
  return jobs === 0 ? soFar : units / jobs;
}

function retrySnapshot(job: PoolJob, inMs: number | null, nowMs: number): RetrySnapshot | null {
  if (job.refused === null) return null;
  const told = { attempt: job.attempts + 1, reason: job.refused.reason };
  if (inMs === null) return { inMs, atMs: null, ...told };
  return { inMs: forPeople(inMs), atMs: Math.round(nowMs + inMs), ...told };
}

/** The same for a sum that is a little more or less than the one before, since parts of it are not exact. */
function toWholeMs(atMs: number): number {
  return Math.round(atMs + ROUNDING_MS);
}

const ROUNDING_MS = 1e-6;

/**
 * A duration to a tenth of a second. Finer, it would be another one at every look, and a snapshot that nobody has
 * changed would be a new one: React compares two looks by identity while it renders.
 */
function forPeople(durationMs: number): number {
  return Math.round(durationMs / 100) * 100;
}

function ownWaiting(workload: Workload): PerLane {
  return byLane((lane) => workload.countOf(lane));
}

function hasWork({ waiting, slots }: TabSnapshot): boolean {
  return slots.length > 0 || LANES.some((lane) => waiting[lane] > 0);
}

function jobsIn({ interactive, normal, background }: PerLane): number {
  return interactive + normal + background;
}

function totalWaiting(tabs: readonly TabSnapshot[], own: PerLane): Record<Lane, number> {
  const isOwnCounted = tabs.some((tab) => tab.isThisTab);
  return byLane((lane) =>
    tabs.reduce((total, { waiting }) => total + waiting[lane], isOwnCounted ? 0 : own[lane]),
  );
}
