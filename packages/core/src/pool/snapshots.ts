import type { BoardState } from '../scheduler/conductor.ts';
import { standingOf, startsInMs, type OwnWaiting } from '../scheduler/estimate.ts';
import { LANES, type Lane } from '../scheduler/lane.ts';
import type { Admission } from './admission.ts';
import type { PoolJob } from './job.ts';
import type { JobSnapshot, PoolMode, PoolSnapshot, RetrySnapshot, TabSnapshot } from './types.ts';
import type { Workload } from './workload.ts';

/** What people are shown of the pool and its jobs, derived from the board and this tab's own queue. */

export function initialPoolSnapshot(name: string, mode: PoolMode, limit: number): PoolSnapshot {
  return {
    name,
    mode,
    role: 'idle',
    limit,
    workingLimit: limit,
    inUse: 0,
    waiting: { interactive: 0, normal: 0, background: 0 },
    tabs: [],
    gate: null,
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
  const tabs = board.tabs.map((tab): TabSnapshot => {
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
            opensAtMs: board.gate.leftMs === null ? null : nowMs + board.gate.leftMs,
          },
  };
}

/** `job.place` must be up to date. */
export function waitingSnapshot(
  job: PoolJob,
  admission: Admission,
  workload: Workload,
  nowMs: number,
): JobSnapshot {
  const board = admission.board();
  if (job.state.type === 'parked') {
    const inMs = Math.max(0, job.state.untilMs - nowMs);
    return { state: 'waiting', estimated: true, retry: retrySnapshot(job, inMs, nowMs) };
  }
  if (job.state.type !== 'queued') {
    return { state: 'waiting', queuePosition: 1, startsInMs: 0, estimated: false, retry: null };
  }
  const standing = standingOf(board, admission.tabId, ownWaiting(workload), job.lane, job.place);
  if (standing === null) {
    // The conductor has not spoken of this tab yet.
    return { state: 'waiting', estimated: true, retry: retrySnapshot(job, 0, nowMs) };
  }
  const { position, isEstimated } = standing;
  const inMs = startOf(board, position);
  return {
    state: 'waiting',
    queuePosition: position,
    ...(inMs !== null && { startsInMs: inMs }),
    estimated: isEstimated,
    retry: retrySnapshot(job, board.gate?.leftMs === null ? null : (inMs ?? board.gate?.leftMs ?? 0), nowMs),
  };
}

function startOf(board: BoardState, position: number): number | null {
  const free = Math.max(0, board.workingLimit - board.inUse);
  const msPerJob = board.service === null ? null : board.service.msPerUnit * board.service.unitsPerJob;
  if (board.gate?.leftMs === null) return null;
  return startsInMs(position, free, board.workingLimit, msPerJob, board.gate?.leftMs ?? 0);
}

function retrySnapshot(job: PoolJob, inMs: number | null, nowMs: number): RetrySnapshot | null {
  if (job.refusal === null) return null;
  return { inMs, atMs: inMs === null ? null : nowMs + inMs, attempt: job.attempts + 1, reason: job.refusal };
}

function ownWaiting(workload: Workload): OwnWaiting {
  const own: Record<Lane, number> = { interactive: 0, normal: 0, background: 0 };
  for (const lane of LANES) own[lane] = workload.waitingOf(lane);
  return own;
}

function totalWaiting(tabs: readonly TabSnapshot[], own: OwnWaiting): Record<Lane, number> {
  const total: Record<Lane, number> = { interactive: 0, normal: 0, background: 0 };
  const isOwnCounted = tabs.some((tab) => tab.isThisTab);
  for (const lane of LANES) {
    total[lane] = isOwnCounted ? 0 : own[lane];
    for (const tab of tabs) total[lane] += tab.waiting[lane];
  }
  return total;
}
