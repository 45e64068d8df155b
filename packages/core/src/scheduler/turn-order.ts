import type { Lane } from './lane.ts';
import type { SlotBook } from './slot-book.ts';
import type { TabRoster } from './tab-roster.ts';
import { nextCandidate, type Candidate } from './turns.ts';

export interface TurnOptions {
  /** A waiting lane rises by one in each such period, in milliseconds. */
  readonly ageingMs: number;
  /**
   * Without locks that the browser enforces: no tab is given more than its even share of the limit, at least 1, but
   * for a single job that is wider. So a tab that was not heard of for a moment finds room. @default false
   */
  readonly sharesEvenly?: boolean;
}

const OVERTAKEN_AT_MOST = 4;

/** Who starts next where not every job fits what is free. */
export class TurnOrder {
  readonly #options: TurnOptions;
  readonly #tabs: TabRoster;
  readonly #slots: SlotBook;
  /** The job that does not fit yet, and how often others went before it. */
  #kept: { readonly tabId: string; readonly lane: Lane; overtaken: number } | null = null;

  constructor(options: TurnOptions, tabs: TabRoster, slots: SlotBook) {
    this.#options = options;
    this.#tabs = tabs;
    this.#slots = slots;
  }

  /**
   * Too wide a job is overtaken by narrower ones, but not for ever: then freed slots are kept for it. `room`: slots
   * that may be given now.
   */
  next(room: number, workingLimit: number, nowMs: number): Candidate | null {
    if (this.#options.sharesEvenly === true) this.#shareEvenly();
    const first = this.#candidate(this.#slots.limit, nowMs);
    if (first === null) return null;
    if (first.weight <= room) {
      this.#kept = null;
      return first;
    }
    // A job wider than what an account in distress allows takes all there is, once nothing else runs.
    if (
      this.#slots.inUse === 0 &&
      first.weight > workingLimit &&
      this.#slots.free(nowMs).length >= first.weight
    ) {
      return first;
    }
    if (this.#kept?.tabId !== first.tab.id || this.#kept.lane !== first.lane) {
      this.#kept = { tabId: first.tab.id, lane: first.lane, overtaken: 0 };
    }
    if (this.#kept.overtaken >= OVERTAKEN_AT_MOST) return null;
    const narrower = this.#candidate(room, nowMs);
    if (narrower !== null) this.#kept.overtaken += 1;
    return narrower;
  }

  /**
   * Whose turns come next on single slots, if nothing changes until then. Fewer than `most` where less waits, or where a
   * slot alone does not tell.
   */
  expected(most: number, nowMs: number): readonly Candidate[] {
    if (this.#options.sharesEvenly === true) return [];
    const turns: Candidate[] = [];
    while (turns.length < most) {
      const next = this.#candidate(this.#slots.limit, nowMs);
      if (next === null || next.weight !== 1) break;
      next.tab.promise(next.lane, 1);
      turns.push(next);
    }
    for (const { tab, lane } of turns) tab.promise(lane, -1);
    return turns;
  }

  #candidate(room: number, nowMs: number): Candidate | null {
    return nextCandidate(this.#tabs, nowMs, this.#options.ageingMs, this.#slots.limit, room);
  }

  #shareEvenly(): void {
    const share = Math.max(1, Math.floor(this.#slots.limit / this.#tabs.size));
    for (const tab of this.#tabs) {
      const held = this.#slots.slotsOf(tab.id).length;
      tab.widest = held === 0 ? Infinity : share - held;
    }
  }
}
