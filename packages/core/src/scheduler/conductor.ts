import { boardOf } from './board-of.ts';
import type { BoardState } from './board.ts';
import type {
  Claim,
  ConductorOptions,
  DemandEvent,
  DoneEvent,
  GrantCommand,
  NextTurn,
  ReclaimCommand,
  Turn,
} from './conductor-types.ts';
import type { GateNotice } from './gate.ts';
import { Reclaims } from './reclaims.ts';
import { NextTurns } from './next-turns.ts';
import { SlotBook } from './slot-book.ts';
import type { OpenGrant, TabDemand, TabLedger } from './tab-ledger.ts';
import { TabRoster } from './tab-roster.ts';
import { Throttle } from './throttle.ts';
import { TurnOrder } from './turn-order.ts';

/** Of those that hold slots, so many are told who is next. */
const TURNS_TOLD = 20;
/** A grant that its tab has not mentioned for so long is taken to be lost. */
const GRANT_LOST_AFTER_MS = 1000;

/**
 * Decides which tab may start a job next. It knows tabs and their counts, never jobs. Pure: time and chance come
 * in with each call, what is to be done goes out as commands; it holds no lock and posts nothing.
 */
export class Conductor {
  readonly #term: string;
  readonly #options: ConductorOptions;
  readonly #slots: SlotBook;
  /** What the account allows. */
  readonly throttle: Throttle;
  readonly #tabs = new TabRoster();
  readonly #order: TurnOrder;
  readonly #nextTurns = new NextTurns();
  readonly #reclaims = new Reclaims();
  /** What tabs held in the term before, as long as they have not spoken in this one. */
  readonly #remembered: Map<string, readonly number[]> = new Map();
  /** The probe that the conductor before sent out, as long as its tab has it. */
  #inheritedProbe: { readonly tabId: string; readonly grant: string } | null = null;
  #lastGrantId = 0;

  /** `term` names this term in the grants it gives. */
  constructor(term: string, options: ConductorOptions) {
    this.#term = term;
    this.#options = options;
    this.#slots = new SlotBook(options.limit);
    this.#order = new TurnOrder(options, this.#tabs, this.#slots);
    this.throttle = new Throttle(options.limit, options.releaseLagMs, options.startAt);
  }

  /** The lowest that any tab was given. */
  get limit(): number {
    return this.#slots.limit;
  }

  get inUse(): number {
    return this.#slots.inUse;
  }

  get hasGranted(): boolean {
    return this.#lastGrantId > 0;
  }

  get tabIds(): readonly string[] {
    return this.#tabs.ids;
  }

  knows(tabId: string): boolean {
    return this.#tabs.get(tabId) !== undefined;
  }

  /** Takes over from the last board of the term before: order, served weights, gate, working limit, dirty slots. */
  remember(board: BoardState, nowMs: number): void {
    for (const tab of board.tabs) {
      this.#tabs.getOrAdd(tab.id).served = tab.served;
      this.#remembered.set(tab.id, tab.slots);
    }
    this.rest(board.dirty, nowMs);
    const { limit, startAt = null } = this.#options;
    // Whose limit it was may be gone.
    const isLowered = board.workingLimit < board.limit || startAt !== null;
    this.throttle.recall(board.gate, isLowered ? board.workingLimit : limit, board.service, nowMs);
  }

  /** Slots whose requests were cut, each with the time that it still has to rest. */
  rest(dirty: readonly (readonly [slot: number, leftMs: number])[], nowMs: number): void {
    for (const [slot, leftMs] of dirty) this.#slots.rest([slot], nowMs + leftMs);
  }

  /** What any busy tab knows of the gate and the working limit. */
  recall(gate: GateNotice | null, workingLimit: number, nowMs: number): void {
    this.throttle.recall(gate, workingLimit, null, nowMs);
  }

  /** What waits in a tab. */
  told(tabId: string, demand: TabDemand, nowMs: number): TabLedger {
    const tab = this.#tabs.getOrAdd(tabId);
    const wasBusy = tab.isBusy;
    tab.told(demand, nowMs);
    if (!wasBusy && tab.isBusy) this.#tabs.woke(tab, this.#remembered.has(tabId));
    return tab;
  }

  /** What waits in another tab, what runs there, and what it thinks the limit is. */
  demand(tabId: string, event: DemandEvent, nowMs: number): void {
    this.#tabs.get(tabId)?.claimed(event.claims);
    const tab = this.told(tabId, event, nowMs);
    this.#remembered.delete(tabId);
    tab.limit = event.limit;
    this.#applyLimit();
    this.#settleClaims(tab, event.claims, nowMs);
  }

  /** `passedTo`: whom the tab has told to go on, on the same slot. */
  done(tabId: string, event: DoneEvent, nowMs: number, chance: number, passedTo: Turn | null = null): void {
    const tab = this.#tabs.get(tabId);
    if (tab === undefined) return;
    const slots = this.#slots.release(tabId, event.grant);
    const open = tab.openGrants.get(event.grant);
    tab.openGrants.delete(event.grant);
    tab.idle.delete(event.grant);
    if (open === undefined) this.#nextTurns.endedUnknown(event.grant);
    else this.#nextTurns.ended(event.grant);
    // A grant that was written off tells nothing any more, but what the account refuses now is news for all.
    if (open === undefined && slots.length === 0 && event.outcome.type !== 'refused') return;
    if (event.outcome.type === 'declined') tab.served = Math.max(0, tab.served - slots.length);
    else this.#slots.wereHeld(slots);
    const isInherited = event.grant === this.#inheritedProbe?.grant;
    const id = open?.grantId ?? (isInherited ? INHERITED_PROBE : NO_GRANT);
    const others = this.#slots.inUse;
    const restMs = this.throttle.ended(id, event.outcome, event, others, slots.length, nowMs, chance);
    if (restMs > 0) this.#slots.rest(slots, nowMs + restMs);
    if (passedTo !== null && open !== undefined) this.#passed(passedTo, open.slots, nowMs);
  }

  /** The tab left or died. `cutSlots`: slots on which it cut a request short, where it said so. */
  gone(tabId: string, cutSlots: readonly number[] | null, nowMs: number): void {
    const tab = this.#tabs.get(tabId);
    const slots = [...this.#slots.releaseTab(tabId), ...(this.#remembered.get(tabId) ?? [])];
    this.#remembered.delete(tabId);
    this.#slots.rest(cutSlots ?? slots, nowMs + this.#options.releaseLagMs);
    if (tab === undefined) return;
    for (const { grantId } of tab.openGrants.values()) this.throttle.withdrawn(grantId);
    if (this.#inheritedProbe?.tabId === tabId) this.#withdrawInheritedProbe();
    this.#tabs.remove(tabId);
    this.#applyLimit();
  }

  /** Tabs whose leases have ended, while somebody waits for their slots; '' for one that never spoke. */
  overdue(nowMs: number): Set<string> {
    return this.#tabs.isAnybodyWaiting ? this.#slots.overdue(this.#options.leaseMs, nowMs) : new Set();
  }

  renewLeases(tabId: string, nowMs: number): void {
    this.#slots.renew(tabId, nowMs);
  }

  /** The tab does not answer: what it held is taken from it. It is known again as soon as it speaks. */
  writeOff(tabId: string, nowMs: number): void {
    this.#slots.writeOff(tabId);
    this.gone(tabId, [], nowMs);
  }

  /** The conductor before vanished without a word: what it had in flight is not known. */
  restFreeSlots(nowMs: number): void {
    // Those that rest already may have been used since.
    this.#slots.rest(this.#slots.free(Infinity), nowMs + this.#options.releaseLagMs);
  }

  census(heldSlots: ReadonlySet<number>, nowMs: number): void {
    this.#slots.census(heldSlots, nowMs);
  }

  get hasUnknownOwners(): boolean {
    return this.#slots.hasUnknownOwners;
  }

  /** Every grant that can be given now. */
  grants(nowMs: number): GrantCommand[] {
    const commands: GrantCommand[] = [];
    for (let grant = this.#nextGrant(nowMs); grant !== null; grant = this.#nextGrant(nowMs))
      commands.push(grant);
    return commands;
  }

  /**
   * Who is to pass its slot on to whom, once `grants` has given what there was; `null`: as it was said last. `ownId` is
   * the conductor's own tab, which asks at no loss of time and need not be told.
   */
  nextTurns(ownId: string, nowMs: number): readonly NextTurn[] | null {
    const { limit, inUse } = this.#slots;
    const isTooMuch = inUse > Math.min(limit, this.throttle.workingLimit);
    const mayPass = !isTooMuch && this.throttle.gateNotice(nowMs) === null;
    const oldestFirst = mayPass ? this.#tabs.holders(ownId, limit).slice(0, TURNS_TOLD) : [];
    const holders = this.#nextTurns.expected(oldestFirst);
    const turns = this.#order.expected(holders.length, nowMs);
    return this.#nextTurns.plan(
      holders,
      turns.map((turn) => (turn.tab.id === ownId ? null : turn)),
      () => `${this.#term}/${++this.#lastGrantId}`,
    );
  }

  /** Idle leases to be asked back, once `grants` has given what there was. */
  reclaims(nowMs: number): ReclaimCommand[] {
    return this.#reclaims.ask(this.#tabs, this.#slots, this.throttle, nowMs);
  }

  /** Milliseconds until `grants` may have more to give without any event, or `null`. */
  dueInMs(nowMs: number): number | null {
    if (!this.#tabs.isAnybodyWaiting) return null;
    const restMs = soonest(this.throttle.wakeInMs(nowMs), this.#slots.cleanInMs(nowMs));
    const askMs = this.#reclaims.askAgainInMs(nowMs);
    return soonest(soonest(restMs, askMs), this.#slots.leaseEndsInMs(this.#options.leaseMs, nowMs));
  }

  board(nowMs: number): BoardState {
    const dueInMs = this.dueInMs(nowMs);
    return boardOf(this.#tabs, this.#slots, this.throttle, this.#options.ageingMs, dueInMs, nowMs);
  }

  #nextGrant(nowMs: number): GrantCommand | null {
    const allowed = this.throttle.room(this.#slots.inUse, nowMs);
    if (allowed === 0) return null;
    const free = this.#slots.free(nowMs);
    const room = Math.min(free.length, allowed);
    if (room === 0) return null;
    const candidate = this.#order.next(room, this.throttle.workingLimit, nowMs);
    if (candidate === null) return null;
    const { tab, lane, weight } = candidate;
    const slots = free.slice(0, weight);
    const grantId = ++this.#lastGrantId;
    const grant = `${this.#term}/${grantId}`;
    const { isProbing } = this.throttle;
    this.#give(tab, grant, { grantId, lane, slots, isPassed: false }, nowMs);
    const steal = this.#slots.writtenOff(slots);
    return { tabId: tab.id, grant, grantId, lane, slots, steal, isProbe: isProbing };
  }

  /** A tab has passed its slot on: as it was told, or as it had been told before. */
  #passed({ to, grant, lane }: Turn, slots: readonly number[], nowMs: number): void {
    const tab = this.#tabs.get(to);
    // It may have begun before it went.
    if (tab === undefined) this.#slots.rest(slots, nowMs + this.#options.releaseLagMs);
    else if (!this.#nextTurns.hasEnded(grant))
      this.#give(tab, grant, { grantId: ++this.#lastGrantId, lane, slots, isPassed: true }, nowMs);
  }

  #give(
    tab: TabLedger,
    grant: string,
    given: Pick<OpenGrant, 'grantId' | 'lane' | 'slots' | 'isPassed'>,
    nowMs: number,
  ): void {
    const { grantId, lane, slots, isPassed } = given;
    tab.openGrants.set(grant, { ...given, grantedAtMs: nowMs, isClaimed: false });
    tab.servedFrom(lane, slots.length, nowMs);
    tab.awaitsFirstTurn = false;
    this.#slots.give(slots, { tabId: tab.id, grant }, nowMs);
    this.throttle.started(grantId, isPassed);
  }

  /** Grants that the tab has seen and no longer claims are over; those it should have seen long ago are lost. */
  #settleClaims(tab: TabLedger, claims: readonly Claim[], nowMs: number): void {
    const claimed = new Set<string>();
    const idleBefore = tab.idle;
    tab.idle = new Map();
    for (const claim of claims) {
      claimed.add(claim.grant);
      const open = tab.openGrants.get(claim.grant);
      if (claim.isProbe && open === undefined) {
        this.#inheritedProbe = { tabId: tab.id, grant: claim.grant };
        this.throttle.inherited(INHERITED_PROBE, nowMs);
      }
      // What went out as the probe turned out to be none: another one may follow.
      if (!claim.isProbe && open !== undefined) this.throttle.withdrawn(open.grantId);
      if (claim.isIdle) {
        const { askedAtMs = -Infinity } = idleBefore.get(claim.grant) ?? {};
        const { grant, slots } = claim;
        tab.idle.set(grant, { tabId: tab.id, grant, slots: slots.length, askedAtMs });
      }
      this.#slots.claim(claim.slots, { tabId: tab.id, grant: claim.grant }, nowMs);
    }
    const { tabId, grant: probe = '' } = this.#inheritedProbe ?? {};
    if (tabId === tab.id && !claimed.has(probe)) this.#withdrawInheritedProbe();
    for (const [grant, open] of tab.openGrants) {
      if (claimed.has(grant)) continue;
      const { grantId, grantedAtMs } = open;
      const isOver = tab.hasSeen(open);
      if (!isOver && nowMs - grantedAtMs < GRANT_LOST_AFTER_MS) continue;
      tab.openGrants.delete(grant);
      this.throttle.withdrawn(grantId);
      const slots = this.#slots.release(tab.id, grant);
      if (isOver) this.#slots.rest(slots, nowMs + this.#options.releaseLagMs);
    }
  }

  #withdrawInheritedProbe(): void {
    this.#inheritedProbe = null;
    this.throttle.withdrawn(INHERITED_PROBE);
  }

  #applyLimit(): void {
    const { lowestLimit } = this.#tabs;
    if (lowestLimit === Infinity || lowestLimit === this.#slots.limit) return;
    this.#slots.setLimit(lowestLimit);
    this.throttle.setLimit(lowestLimit);
  }
}

const NO_GRANT = -1;
const INHERITED_PROBE = -2;

function soonest(left: number | null, right: number | null): number | null {
  if (left === null) return right;
  return right === null ? left : Math.min(left, right);
}
