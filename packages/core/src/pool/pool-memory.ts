import type { Clock } from '../platform/clock.ts';
import type { BoardState } from '../scheduler/board.ts';
import type { GateKind } from '../scheduler/gate.ts';
import type { DirtySlots } from './dirty-slots.ts';
import {
  isLaterTerm,
  isSameTerm,
  type BoardMessage,
  type DemandMemory,
  type LimitReport,
  type Term,
} from './protocol.ts';

/** Anything may stand in the storage; from here on, whole numbers that are told between tabs could run out. */
const HIGHEST_STORED_EPOCH = 2 ** 50;

/**
 * What a tab remembers of the pool, also while it has no work: the latest term and the last board. It is what
 * lets gate, working limit, order and dirty slots outlive a conductor.
 */
export class PoolMemory {
  readonly #clock: Clock;
  readonly #releaseLagMs: number;
  /** Until when the slots rest whose requests were cut by tabs that left. */
  readonly #dirtyUntilMs: DirtySlots;
  #latestTerm: Term | null = null;
  #hasConductorLeft = true;
  #report: { readonly limit: number; readonly atMs: number } | null = null;
  #board: { readonly message: BoardMessage; readonly heardAtMs: number } | null = null;

  constructor(clock: Clock, releaseLagMs: number, dirty: DirtySlots) {
    this.#clock = clock;
    this.#dirtyUntilMs = dirty;
    this.#releaseLagMs = releaseLagMs;
  }

  get latestTerm(): Term | null {
    return this.#latestTerm;
  }

  /** Later than any that is known here. `stored`: what the storage says, which may be missing, blocked or late. */
  nextEpoch(stored: string | null): number {
    const last = Number(stored);
    return Math.max(last < HIGHEST_STORED_EPOCH ? Math.floor(last) : 0, this.#latestTerm?.epoch ?? 0) + 1;
  }

  /** In which slots may be passed on; `null`: its conductor has left, or the gate is known to be closed. */
  get passingTerm(): Term | null {
    const gate = this.#board?.message.board.gate ?? null;
    return gate === null && !this.#hasConductorLeft ? this.#latestTerm : null;
  }

  /** A conductor was at work and did not say that it stopped. */
  get hasConductorVanished(): boolean {
    return !this.#hasConductorLeft;
  }

  /** Somebody conducts, though it has not spoken yet. */
  conductorExists(): void {
    this.#hasConductorLeft = false;
  }

  /** False for a term that is over: whoever still speaks for it is to be ignored, for ever. */
  heardTerm(term: Term): boolean {
    if (isSameTerm(term, this.#latestTerm)) return true;
    if (this.#latestTerm !== null && !isLaterTerm(term, this.#latestTerm)) return false;
    this.#latestTerm = term;
    this.#hasConductorLeft = false;
    return true;
  }

  heardBoard(message: BoardMessage): void {
    this.heardReport(message.report);
    const last = this.#board?.message;
    const isOlder =
      last !== undefined &&
      (isLaterTerm(last.term, message.term) ||
        (isSameTerm(last.term, message.term) && message.number <= last.number));
    if (!isOlder) this.#board = { message, heardAtMs: this.#clock.now() };
  }

  /** The provider said what it allows, to this tab or to another. */
  heardReport(report: LimitReport | null): void {
    if (report === null || report.limit === this.#report?.limit) return;
    const atMs = this.#clock.now() - report.ageMs;
    if (this.#report === null || atMs > this.#report.atMs) this.#report = { limit: report.limit, atMs };
  }

  /** What the provider said last, to any tab. */
  get report(): LimitReport | null {
    if (this.#report === null) return null;
    return { limit: this.#report.limit, ageMs: Math.max(0, this.#clock.now() - this.#report.atMs) };
  }

  /** A tab, this one or another, let go of everything. `cutSlots`: where it cut a request short. */
  heardLeave(tabId: string, cutSlots: readonly number[]): void {
    if (tabId === this.#latestTerm?.conductorId) this.#hasConductorLeft = true;
    const untilMs = this.#clock.now() + this.#releaseLagMs;
    for (const slot of cutSlots) this.#dirtyUntilMs.set(slot, untilMs);
    if (this.#board === null) return;
    const { message, heardAtMs } = this.#board;
    const { board } = message;
    const tabs = board.tabs.filter((tab) => tab.id !== tabId);
    const given = board.tabs.find((tab) => tab.id === tabId)?.slots.length ?? 0;
    const inUse = Math.max(0, board.inUse - given);
    this.#board = { heardAtMs, message: { ...message, board: { ...board, tabs, inUse } } };
  }

  /** Slots that a tab left dirty, whether or not a board has said so since. */
  dirty(): (readonly [slot: number, leftMs: number])[] {
    const now = this.#clock.now();
    const dirty: (readonly [number, number])[] = [];
    for (const [slot, untilMs] of this.#dirtyUntilMs) {
      if (untilMs > now) dirty.push([slot, untilMs - now]);
      else this.#dirtyUntilMs.delete(slot);
    }
    return dirty;
  }

  /** Tabs that are said to have work, by a board whose conductor may be gone. */
  get hasTabs(): boolean {
    return (this.#board?.message.board.tabs.length ?? 0) > 0;
  }

  /** Nobody speaks for the pool any more: whoever had work is gone. */
  forgetTabs(): void {
    if (this.#board === null) return;
    const { message, heardAtMs } = this.#board;
    this.#board = { heardAtMs, message: { ...message, board: { ...message.board, tabs: [], inUse: 0 } } };
  }

  /** The lowest limit of all tabs with work, as last told. */
  get limit(): number | null {
    return this.#board?.message.board.limit ?? null;
  }

  /** The board as it would read now: durations counted down. */
  board(): BoardState | null {
    if (this.#board === null) return null;
    const { message, heardAtMs } = this.#board;
    const { board } = message;
    const passedMs = this.#clock.now() - heardAtMs;
    return {
      ...board,
      dirty: board.dirty.map(([slot, leftMs]) => [slot, Math.max(0, leftMs - passedMs)] as const),
      gate:
        board.gate === null || board.gate.leftMs === null
          ? board.gate
          : { ...board.gate, leftMs: board.gate.leftMs - passedMs },
    };
  }

  /** What a new conductor must be told; nothing once it has spoken itself. */
  forDemand(ownLimit: number): DemandMemory | null {
    const board = this.board();
    if (board === null || isSameTerm(this.#board?.message.term ?? null, this.#latestTerm)) return null;
    // What was not lowered was only bounded by a limit, and whose that was may be gone.
    const isLowered = board.workingLimit < board.limit;
    return { gate: board.gate, workingLimit: isLowered ? board.workingLimit : ownLimit };
  }

  /** Somebody asked to try again while nobody conducts: the gate that is remembered opens for one probe. */
  openGate(onlyKind: GateKind | null): void {
    const board = this.board();
    if (this.#board === null || board === null || board.gate === null) return;
    if (onlyKind !== null && onlyKind !== board.gate.kind) return;
    const { message } = this.#board;
    const gate = { ...board.gate, leftMs: 0 };
    this.#board = { heardAtMs: this.#clock.now(), message: { ...message, board: { ...board, gate } } };
  }

  /** Keeps the board of this tab's own term when it stops conducting. */
  keepOwnBoard(term: Term, board: BoardState): void {
    const now = this.#clock.now();
    for (const [slot, leftMs] of board.dirty) {
      this.#dirtyUntilMs.set(slot, Math.max(now + leftMs, this.#dirtyUntilMs.get(slot) ?? 0));
    }
    this.#board = {
      heardAtMs: now,
      message: { type: 'board', term, number: Number.MAX_SAFE_INTEGER, board, report: this.report },
    };
  }
}
