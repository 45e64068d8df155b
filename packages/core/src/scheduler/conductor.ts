import type { GateNotice } from './gate.ts';
import { byLane, LANES, type Lane } from './lane.ts';
import type { ServiceMeasure } from './service-rate.ts';
import { leasesToAsk, RECLAIM_PATIENCE_MS } from './reclaim.ts';
import { SlotBook } from './slot-book.ts';
import { TabLedger, type TabDemand } from './tab-ledger.ts';
import { Throttle, type Outcome } from './throttle.ts';
import { nextCandidate, type Candidate } from './turns.ts';

/**
 * Decides which tab may start a job next. It knows tabs and their counts, never jobs. Pure: time and chance come
 * in with each call, what is to be done goes out as commands; it holds no lock and posts nothing.
 */

export interface ConductorOptions {
  readonly limit: number;
  /** Where the search for the account's limit begins, up to `limit`; `null` or absent: it is `limit`. */
  readonly startAt?: number | null;
  /** How long a slot rests after its request was cut, in milliseconds. */
  readonly releaseLagMs: number;
  /** A waiting lane rises by one in each such period, in milliseconds. */
  readonly ageingMs: number;
  /** No request lasts longer, in milliseconds: a tab that holds a slot for so long has to say that it lives. */
  readonly leaseMs: number;
  /**
   * Without locks that the browser enforces: no tab is given more than its even share of the limit, at least 1, but
   * for a single job that is wider. So a tab that was not heard of for a moment finds room. @default false
   */
  readonly sharesEvenly?: boolean;
}

/** A grant that its tab has taken up and not ended, of whatever term. */
export interface Claim {
  readonly grant: string;
  readonly slots: readonly number[];
  /** Held by hand, and could be done without. */
  readonly isIdle: boolean;
}

/** An idle lease that its holder is to be asked for. */
export interface ReclaimCommand {
  readonly tabId: string;
  readonly grant: string;
}

export interface DemandEvent extends TabDemand {
  readonly limit: number;
  /** Every grant, of any term, that the tab has taken up and not ended. */
  readonly claims: readonly Claim[];
}

export interface DoneEvent {
  readonly grant: string;
  readonly outcome: Outcome;
  readonly durationMs: number;
  readonly units: number;
}

export interface GrantCommand {
  readonly tabId: string;
  /** Names the grant over all terms. */
  readonly grant: string;
  readonly grantId: number;
  readonly lane: Lane;
  readonly slots: readonly number[];
  /** Those of them whose owner was written off. */
  readonly steal: readonly number[];
}

export interface BoardTab {
  readonly id: string;
  readonly isVisible: boolean;
  readonly served: number;
  readonly waiting: Readonly<Record<Lane, number>>;
  readonly ranks: Readonly<Record<Lane, number>>;
  readonly slots: readonly number[];
  readonly hasMixedWeights: boolean;
}

/** The state of the pool, as every tab is told it. Durations, no times. */
export interface BoardState {
  readonly limit: number;
  readonly workingLimit: number;
  readonly inUse: number;
  readonly dirty: readonly (readonly [slot: number, leftMs: number])[];
  readonly gate: GateNotice | null;
  /** Milliseconds until the conductor has something to do by itself. */
  readonly dueInMs: number | null;
  readonly service: ServiceMeasure | null;
  /** In the order of their turns, where they were served alike. */
  readonly tabs: readonly BoardTab[];
}

/** A grant that its tab has not mentioned for so long is taken to be lost. */
const GRANT_LOST_AFTER_MS = 1000;
const OVERTAKEN_AT_MOST = 4;

export class Conductor {
  readonly #term: string;
  readonly #options: ConductorOptions;
  readonly #slots: SlotBook;
  /** What the account allows. */
  readonly throttle: Throttle;
  /** In the order of their turns, where they were served alike. */
  #tabs: Map<string, TabLedger> = new Map();
  /** What tabs held in the term before, as long as they have not spoken in this one. */
  readonly #remembered: Map<string, readonly number[]> = new Map();
  #lastGrantId = 0;
  #askAgainAtMs = Infinity;
  /** The job that does not fit yet, and how often others went before it. */
  #kept: { readonly tabId: string; readonly lane: Lane; overtaken: number } | null = null;

  /** `term` names this term in the grants it gives. */
  constructor(term: string, options: ConductorOptions) {
    this.#term = term;
    this.#options = options;
    this.#slots = new SlotBook(options.limit);
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
    return [...this.#tabs.keys()];
  }

  knows(tabId: string): boolean {
    return this.#tabs.has(tabId);
  }

  /** Takes over from the last board of the term before: order, served weights, gate, working limit, dirty slots. */
  remember(board: BoardState, nowMs: number): void {
    for (const tab of board.tabs) {
      this.#ledger(tab.id).served = tab.served;
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
    const tab = this.#ledger(tabId);
    const wasBusy = tab.isBusy;
    tab.told(demand, nowMs);
    if (!wasBusy && tab.isBusy) this.#woke(tab);
    return tab;
  }

  /** What waits in another tab, what runs there, and what it thinks the limit is. */
  demand(tabId: string, event: DemandEvent, nowMs: number): void {
    const tab = this.told(tabId, event, nowMs);
    this.#remembered.delete(tabId);
    tab.limit = event.limit;
    this.#applyLimit();
    this.#settleClaims(tab, event.claims, nowMs);
  }

  done(tabId: string, event: DoneEvent, nowMs: number, chance: number): void {
    const tab = this.#tabs.get(tabId);
    if (tab === undefined) return;
    const slots = this.#slots.release(tabId, event.grant);
    const open = tab.openGrants.get(event.grant);
    tab.openGrants.delete(event.grant);
    tab.idle.delete(event.grant);
    // A grant that was written off tells nothing any more; one of an earlier term was never the probe.
    if (open === undefined && slots.length === 0) return;
    if (event.outcome.type === 'declined') tab.served = Math.max(0, tab.served - slots.length);
    else this.#slots.wereHeld(slots);
    const id = open?.grantId ?? NO_GRANT;
    const others = this.#slots.inUse;
    const restMs = this.throttle.ended(id, event.outcome, event, others, slots.length, nowMs, chance);
    if (restMs > 0) this.#slots.rest(slots, nowMs + restMs);
  }

  /** The tab left or died. `cutSlots`: slots on which it cut a request short, where it said so. */
  gone(tabId: string, cutSlots: readonly number[] | null, nowMs: number): void {
    const tab = this.#tabs.get(tabId);
    const slots = [...this.#slots.releaseTab(tabId), ...(this.#remembered.get(tabId) ?? [])];
    this.#remembered.delete(tabId);
    this.#slots.rest(cutSlots ?? slots, nowMs + this.#options.releaseLagMs);
    if (tab === undefined) return;
    for (const { grantId } of tab.openGrants.values()) this.throttle.withdrawn(grantId);
    this.#tabs.delete(tabId);
    if (this.#kept?.tabId === tabId) this.#kept = null;
    this.#applyLimit();
  }

  /** Tabs whose leases have ended, while somebody waits for their slots; '' for one that never spoke. */
  overdue(nowMs: number): Set<string> {
    return this.#isAnybodyWaiting() ? this.#slots.overdue(this.#options.leaseMs, nowMs) : new Set();
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

  /** Idle leases to be asked back, once `grants` has given what there was. */
  reclaims(nowMs: number): ReclaimCommand[] {
    this.#askAgainAtMs = Infinity;
    const wanted = this.throttle.gateNotice(nowMs) === null ? this.#wantedSlots() : 0;
    if (wanted === 0) return [];
    const { inUse } = this.#slots;
    const missing = Math.min(wanted, this.#slots.limit) - Math.max(0, this.throttle.workingLimit - inUse);
    const leases = [...this.#tabs.values()].flatMap((tab) => [...tab.idle.values()]);
    const asked = leasesToAsk(leases, missing, nowMs);
    if (missing > 0 && leases.length > 0) this.#askAgainAtMs = nowMs + RECLAIM_PATIENCE_MS;
    return asked;
  }

  /** Slots that waiting jobs could use. A tab that has its even share can only use what it gives back itself. */
  #wantedSlots(): number {
    if (![...this.#tabs.values()].some(({ idle }) => idle.size > 0)) return 0;
    let wanted = 0;
    for (const tab of this.#tabs.values()) {
      let own = 0;
      for (const { slots } of tab.idle.values()) own += slots;
      for (const lane of LANES) {
        const weight = tab.nextWeight(lane, this.#slots.limit);
        if (weight !== null && weight <= tab.widest + own) wanted += weight * tab.waiting(lane);
      }
    }
    return wanted;
  }

  /** Milliseconds until `grants` may have more to give without any event, or `null`. */
  dueInMs(nowMs: number): number | null {
    if (!this.#isAnybodyWaiting()) return null;
    const restMs = soonest(this.throttle.wakeInMs(nowMs), this.#slots.cleanInMs(nowMs));
    const askMs = this.#askAgainAtMs === Infinity ? null : Math.max(0, this.#askAgainAtMs - nowMs);
    return soonest(soonest(restMs, askMs), this.#slots.leaseEndsInMs(this.#options.leaseMs, nowMs));
  }

  board(nowMs: number): BoardState {
    return {
      limit: this.#slots.limit,
      workingLimit: this.throttle.workingLimit,
      inUse: this.#slots.inUse,
      dirty: this.#slots.dirty(nowMs),
      gate: this.throttle.gateNotice(nowMs),
      dueInMs: this.dueInMs(nowMs),
      service: this.throttle.service,
      tabs: [...this.#tabs.values()].map((tab) => this.#boardTab(tab, nowMs)),
    };
  }

  #nextGrant(nowMs: number): GrantCommand | null {
    const allowed = this.throttle.room(this.#slots.inUse, nowMs);
    if (allowed === 0) return null;
    const free = this.#slots.free(nowMs);
    const room = Math.min(free.length, allowed);
    if (room === 0) return null;
    const candidate = this.#choose(room, nowMs);
    if (candidate === null) return null;
    const { tab, lane, weight } = candidate;
    const slots = free.slice(0, weight);
    const grantId = ++this.#lastGrantId;
    const grant = `${this.#term}/${grantId}`;
    tab.openGrants.set(grant, { grantId, lane, slots, grantedAtMs: nowMs });
    tab.servedFrom(lane, weight, nowMs);
    tab.awaitsFirstTurn = false;
    this.#slots.give(slots, { tabId: tab.id, grant }, nowMs);
    this.throttle.started(grantId);
    return { tabId: tab.id, grant, grantId, lane, slots, steal: this.#slots.writtenOff(slots) };
  }

  #choose(room: number, nowMs: number): Candidate | null {
    const { ageingMs } = this.#options;
    if (this.#options.sharesEvenly === true) this.#shareEvenly();
    const { limit } = this.#slots;
    const first = nextCandidate(this.#tabs.values(), nowMs, ageingMs, limit, limit);
    if (first === null) return null;
    if (first.weight <= room) {
      this.#kept = null;
      return first;
    }
    // A job wider than what an account in distress allows takes all there is, once nothing else runs.
    if (
      this.#slots.inUse === 0 &&
      first.weight > this.throttle.workingLimit &&
      this.#slots.free(nowMs).length >= first.weight
    ) {
      return first;
    }
    if (this.#kept?.tabId !== first.tab.id || this.#kept.lane !== first.lane) {
      this.#kept = { tabId: first.tab.id, lane: first.lane, overtaken: 0 };
    }
    if (this.#kept.overtaken >= OVERTAKEN_AT_MOST) return null;
    const overtaking = nextCandidate(this.#tabs.values(), nowMs, ageingMs, limit, room);
    if (overtaking !== null) this.#kept.overtaken += 1;
    return overtaking;
  }

  #shareEvenly(): void {
    const share = Math.max(1, Math.floor(this.#slots.limit / this.#tabs.size));
    for (const tab of this.#tabs.values()) {
      const held = this.#slots.slotsOf(tab.id).length;
      tab.widest = held === 0 ? Infinity : share - held;
    }
  }

  /** Grants that the tab has seen and no longer claims are over; those it should have seen long ago are lost. */
  #settleClaims(tab: TabLedger, claims: readonly Claim[], nowMs: number): void {
    const claimed = new Set<string>();
    const idleBefore = tab.idle;
    tab.idle = new Map();
    for (const claim of claims) {
      claimed.add(claim.grant);
      if (claim.isIdle) {
        const { askedAtMs = -Infinity } = idleBefore.get(claim.grant) ?? {};
        const { grant, slots } = claim;
        tab.idle.set(grant, { tabId: tab.id, grant, slots: slots.length, askedAtMs });
      }
      this.#slots.claim(claim.slots, { tabId: tab.id, grant: claim.grant }, nowMs);
    }
    for (const [grant, { grantId, grantedAtMs }] of tab.openGrants) {
      if (claimed.has(grant)) continue;
      const isOver = grantId <= tab.seenGrant;
      if (!isOver && nowMs - grantedAtMs < GRANT_LOST_AFTER_MS) continue;
      tab.openGrants.delete(grant);
      this.throttle.withdrawn(grantId);
      const slots = this.#slots.release(tab.id, grant);
      if (isOver) this.#slots.rest(slots, nowMs + this.#options.releaseLagMs);
    }
  }

  /**
   * It has no more to catch up on than those that wait; and it need not wait for another turn of each of them, only
   * for those that came before it and had none yet. Known from the term before, it keeps its place.
   */
  #woke(tab: TabLedger): void {
    tab.served = Math.max(tab.served, this.#level(tab));
    if (this.#remembered.has(tab.id)) return;
    tab.awaitsFirstTurn = true;
    this.#tabs.delete(tab.id);
    const others = [...this.#tabs.values()];
    const place = others.findLastIndex((other) => other.isBusy && other.awaitsFirstTurn) + 1;
    this.#tabs = new Map(others.toSpliced(place, 0, tab).map((placed) => [placed.id, placed]));
  }

  #ledger(tabId: string): TabLedger {
    let tab = this.#tabs.get(tabId);
    if (tab === undefined) {
      tab = new TabLedger(tabId);
      this.#tabs.set(tabId, tab);
    }
    return tab;
  }

  /** Where tabs were given different limits, the lowest holds. */
  #applyLimit(): void {
    let lowest = Infinity;
    for (const tab of this.#tabs.values()) lowest = Math.min(lowest, tab.limit);
    if (lowest === Infinity || lowest === this.#slots.limit) return;
    this.#slots.setLimit(lowest);
    this.throttle.setLimit(lowest);
  }

  /**
   * What a tab that wakes is said to have been served: as much as the least served that waits; where nobody waits, as
   * much as anybody, so that what tabs were served in quiet times is not held against them later.
   */
  #level(except: TabLedger): number {
    let least = Infinity;
    let most = 0;
    for (const tab of this.#tabs.values()) {
      if (tab === except) continue;
      most = Math.max(most, tab.served);
      if (tab.isBusy) least = Math.min(least, tab.served);
    }
    return least === Infinity ? most : least;
  }

  #isAnybodyWaiting(): boolean {
    for (const tab of this.#tabs.values()) if (tab.isBusy) return true;
    return false;
  }

  #boardTab(tab: TabLedger, nowMs: number): BoardTab {
    return {
      id: tab.id,
      isVisible: tab.isVisible,
      served: tab.served,
      waiting: byLane((lane) => tab.waiting(lane)),
      ranks: byLane((lane) => tab.rank(lane, nowMs, this.#options.ageingMs)),
      slots: this.#slots.slotsOf(tab.id),
      hasMixedWeights: tab.hasMixedWeights,
    };
  }
}

const NO_GRANT = -1;

function soonest(left: number | null, right: number | null): number | null {
  if (left === null) return right;
  return right === null ? left : Math.min(left, right);
}
