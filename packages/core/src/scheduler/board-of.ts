import type { BoardState } from './board.ts';
import { byLane } from './lane.ts';
import type { SlotBook } from './slot-book.ts';
import type { TabRoster } from './tab-roster.ts';
import type { Throttle } from './throttle.ts';

/** What a conductor tells everyone of how the pool stands. `dueInMs`: until it has something to do by itself. */
export function boardOf(
  tabs: TabRoster,
  slots: SlotBook,
  throttle: Throttle,
  ageingMs: number,
  dueInMs: number | null,
  nowMs: number,
): BoardState {
  return {
    limit: slots.limit,
    workingLimit: throttle.workingLimit,
    inUse: slots.inUse,
    dirty: slots.dirty(nowMs),
    gate: throttle.gateNotice(nowMs),
    dueInMs,
    service: throttle.service,
    tabs: tabs.all.map((tab) => ({
      id: tab.id,
      isVisible: tab.isVisible,
      served: tab.served,
      waiting: byLane((lane) => tab.waiting(lane)),
      ranks: byLane((lane) => tab.rank(lane, nowMs, ageingMs)),
      slots: slots.slotsOf(tab.id),
      hasMixedWeights: tab.hasMixedWeights,
    })),
  };
}
