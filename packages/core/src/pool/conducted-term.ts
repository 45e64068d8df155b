import type { Clock } from '../platform/clock.ts';
import type { Locks } from '../platform/locks.ts';
import type { Random } from '../platform/random.ts';
import type { BoardState } from '../scheduler/board.ts';
import { Conductor } from '../scheduler/conductor.ts';
import type { ConductorOptions, DoneEvent } from '../scheduler/conductor-types.ts';
import type { GateKind } from '../scheduler/gate.ts';
import { BoardWriter } from './board-writer.ts';
import type { FoundLimit } from './found-limit.ts';
import { LaterTasks } from './later-tasks.ts';
import type { PoolMemory } from './pool-memory.ts';
import { NamedTimers } from './named-timers.ts';
import type { PoolNames } from './names.ts';
import { PresenceWatch } from './presence-watch.ts';
import {
  isSameTerm,
  termName,
  type Demand,
  type DemandMemory,
  type GrantMessage,
  type Message,
  type Term,
} from './protocol.ts';
import { RollCall } from './roll-call.ts';
import { SleepDetector } from './sleep-detector.ts';
import type { Trace } from './trace.ts';

export interface ConductedTermDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly locks: Locks;
  readonly names: PoolNames;
  readonly memory: PoolMemory;
  readonly options: ConductorOptions;
  readonly tabId: string;
  readonly found: FoundLimit | null;
  readonly trace: Trace;
  isVisible(): boolean;
  post(message: Message): void;
  /** This tab's own demand, as of now. */
  ownDemand(): Demand;
  /** Slots whose locks this tab keeps between two of its own grants. */
  keptSlots(): readonly number[];
  releaseKept(except: ReadonlySet<number>): void;
  releaseKeptSoon(): void;
  grantedToOwn(grant: GrantMessage): void;
  /** Asks for an idle lease of this tab's own. */
  reclaimOwn(grant: string): void;
  poolChanged(): void;
}

/** How long the other tabs have to answer `hello` before the first grant, in milliseconds: for fairness only. */
const ANSWER_GRACE_MS = 60;
/** While a slot is held by somebody who has not spoken. */
const CENSUS_EVERY_MS = 100;

/** One term of this tab as the conductor: carries what the pure conductor decides to the other tabs. */
export class ConductedTerm {
  readonly term: Term;
  readonly #d: ConductedTermDependencies;
  readonly #conductor: Conductor;
  readonly #presence: PresenceWatch;
  readonly #rollCall: RollCall;
  /** Number of the last demand heard of each tab; its presence says the tab has spoken in this term. */
  readonly #lastDemand: Map<string, number> = new Map();
  /** Tabs that have told what they remember of the term before. */
  readonly #hasRemembered: Set<string> = new Set();
  readonly #timers: NamedTimers<'grace' | 'due' | 'board' | 'census'>;
  readonly #later: LaterTasks;
  readonly #boards: BoardWriter;
  readonly #sleep: SleepDetector;
  #awaited: Set<string> = new Set();
  #isReady = false;
  #vanished: { readonly id: string; readonly atMs: number } | null = null;
  #isStopped = false;
  #isVerifying = false;
  #isPumpPlanned = false;
  #hasAudience = false;

  constructor(term: Term, dependencies: ConductedTermDependencies) {
    this.term = term;
    this.#d = dependencies;
    this.#conductor = new Conductor(termName(term), dependencies.options);
    this.#timers = new NamedTimers(dependencies.clock);
    this.#later = new LaterTasks(dependencies.clock);
    this.#presence = new PresenceWatch(dependencies.locks, dependencies.names, (tabId) => this.#died(tabId));
    this.#rollCall = new RollCall({
      clock: dependencies.clock,
      conductor: this.#conductor,
      tabId: dependencies.tabId,
      ask: (to) => dependencies.post({ type: 'roll-call', term: this.term, to }),
      onWrittenOff: (tabId) => {
        dependencies.trace.note(tabId, 'does not answer: its slots are taken from it');
        this.#lastDemand.delete(tabId);
        void this.#takeCensus();
      },
    });
    this.#boards = new BoardWriter(dependencies.options.limit, {
      clock: dependencies.clock,
      timers: this.#timers,
      isVisible: () => dependencies.isVisible(),
      board: () => this.board(),
      post: (board, number) => {
        const { report } = dependencies.memory;
        dependencies.post({ type: 'board', term: this.term, number, board, report });
      },
    });
    this.#sleep = new SleepDetector(dependencies.clock);
  }

  /**
   * `board`: the last one of the term before; `dirty`: what tabs have left dirty since; `vanishedId`: its conductor, if
   * it has not said that it stopped; `presences`: the presence locks that are held, by now or as soon as it is known.
   */
  start(
    board: BoardState | null,
    dirty: readonly (readonly [slot: number, leftMs: number])[],
    vanishedId: string | null,
    presences: Promise<readonly string[]>,
  ): void {
    const now = this.#d.clock.now();
    if (board !== null) this.#conductor.remember(board, now);
    this.#conductor.rest(dirty, now);
    if (vanishedId !== null) this.#vanished = { id: vanishedId, atMs: now };
    this.#d.post({ type: 'hello', term: this.term });
    this.#heardDemand(this.#d.tabId, this.#d.ownDemand());
    void this.#meetOthers(presences);
  }

  /** Whether the other tabs had their chance to speak: before, the board is not true. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** The lowest limit of all tabs with work. */
  get limit(): number {
    return this.#conductor.limit;
  }

  board(): BoardState {
    this.#restAfterVanished();
    return this.#conductor.board(this.#d.clock.now());
  }

  ownWorkChanged(): void {
    this.#heardDemand(this.#d.tabId, this.#d.ownDemand());
    this.pump();
  }

  /** The lock of a finished grant is kept by the caller until this returns. */
  ownDone(event: DoneEvent): void {
    const { clock, random, tabId } = this.#d;
    this.#d.trace.ended(tabId, event.outcome, event.durationMs);
    this.#conductor.done(tabId, event, clock.now(), random());
    this.ownWorkChanged();
  }

  openGate(onlyKind: GateKind | null): void {
    this.#openGate(onlyKind);
    this.pump();
  }

  heard(message: Message): void {
    switch (message.type) {
      case 'demand':
        this.#hasAudience = true;
        if (this.#heardDemand(message.from, message.demand))
          this.#acknowledge(message.from, message.demand.number);
        break;
      case 'done': {
        const { clock, random } = this.#d;
        if (this.#isNew(message.from, message.demand.number)) {
          this.#conductor.done(message.from, message, clock.now(), random());
          this.#heardDemand(message.from, message.demand);
        }
        break;
      }
      case 'leave':
        if (message.from === this.#vanished?.id) this.#vanished = null;
        this.#presence.forget(message.from);
        this.#forget(message.from, message.cutSlots);
        break;
      case 'nudge':
        this.#hasAudience = true;
        if (message.openGate !== 'no') this.#openGate(message.openGate === 'any' ? null : message.openGate);
        break;
      case 'hello':
      case 'ack':
      case 'grant':
      case 'board':
      case 'clear':
      case 'roll-call':
      case 'reclaim':
        return;
    }
    this.#pumpLater();
  }

  /** After a message: a page that was frozen without a word hears it, and must not act on it. */
  #pumpLater(): void {
    if (this.#isPumpPlanned) return;
    this.#isPumpPlanned = true;
    this.#later.add(() => {
      this.#isPumpPlanned = false;
      this.#timers.catchUp();
      this.pump();
    });
  }

  /** Gives every grant that can be given, and sees to it that it is called again when more may be. */
  pump(): void {
    const { clock } = this.#d;
    if (this.#isStopped || this.#isVerifying) return;
    if (this.#sleep.hasSlept() && this.#hasAudience) {
      void this.#verify();
      return;
    }
    if (!this.#isReady) {
      this.#d.releaseKept(NO_SLOTS);
      return;
    }
    const now = clock.now();
    const { memory, found } = this.#d;
    if (memory.report !== null) this.#conductor.throttle.reported(memory.report.limit);
    const { throttle } = this.#conductor;
    found?.keep(throttle.workingLimit);
    this.#d.trace.state(throttle.workingLimit, throttle.gateNotice(now));
    // A tab has to know which of its jobs are too wide before it takes a grant.
    if (this.#conductor.limit !== this.#boards.limit && this.#hasAudience) this.#boards.write();
    const grants = this.#conductor.grants(now);
    const toOwn = grants.filter((grant) => grant.tabId === this.#d.tabId);
    // Give locks back before anybody is told to take them.
    if (toOwn.length < grants.length) this.#d.releaseKept(new Set(toOwn.flatMap((grant) => grant.slots)));
    else this.#d.releaseKeptSoon();
    for (const { tabId, ...grant } of grants) {
      const message: GrantMessage = { type: 'grant', term: this.term, to: tabId, ...grant };
      if (tabId !== this.#d.tabId) {
        this.#d.post(message);
        continue;
      }
      this.#d.trace.message(message);
      this.#d.grantedToOwn(message);
    }
    for (const { tabId, grant } of this.#conductor.reclaims(now)) {
      if (tabId === this.#d.tabId) this.#d.reclaimOwn(grant);
      else this.#d.post({ type: 'reclaim', term: this.term, to: tabId, grant });
    }
    this.#rollCall.check(now);
    const dueInMs = this.#conductor.dueInMs(now);
    if (dueInMs === null) this.#timers.clear('due');
    else this.#timers.set('due', dueInMs, () => this.pump());
    if (this.#conductor.hasUnknownOwners) {
      if (!this.#timers.has('census'))
        this.#timers.set('census', CENSUS_EVERY_MS, () => void this.#takeCensus());
    }
    if (this.#hasAudience) this.#boards.schedule(dueInMs);
    this.#d.poolChanged();
  }

  /** What the conductor of the term before said last. */
  heardLate(board: BoardState): void {
    this.#conductor.rest(board.dirty, this.#d.clock.now());
    this.#recall(board);
    this.#pumpLater();
  }

  /** The last board of the term, for whoever is next: also for one who is just coming and has not spoken yet. */
  sayLast(): void {
    const { gate, workingLimit, limit } = this.board();
    if (this.#hasAudience || gate !== null || workingLimit < limit) this.#boards.write();
  }

  /** Works twice. The locks are the caller's. */
  stop(): void {
    this.#isStopped = true;
    this.#presence.stop();
    this.#rollCall.stop();
    this.#timers.stop();
    this.#later.stop();
  }

  /** What was before this term counts until something was granted in it: from then on there is newer news. */
  #recall({ gate, workingLimit }: DemandMemory): void {
    if (!this.#conductor.hasGranted) this.#conductor.recall(gate, workingLimit, this.#d.clock.now());
  }

  #openGate(onlyKind: GateKind | null): void {
    this.#conductor.throttle.openGate(this.#d.clock.now(), onlyKind);
  }

  async #meetOthers(presences: Promise<readonly string[]>): Promise<void> {
    const { names, tabId } = this.#d;
    const present = await presences;
    if (this.#isStopped) return;
    const alive = new Set(present.map((name) => name.slice(names.presencePrefix.length)));
    alive.add(tabId);
    // Remembered from the board of the term before, and gone since.
    for (const known of this.#conductor.tabIds) {
      if (!alive.has(known)) this.#forget(known, null);
    }
    for (const known of alive) if (!this.#lastDemand.has(known)) this.#awaited.add(known);
    if (this.#awaited.size === 0) {
      this.#start();
      return;
    }
    this.#hasAudience = true;
    this.#d.releaseKept(NO_SLOTS);
    // The locks of a tab that dies come back one after another: some of these may be gone in a moment.
    for (const tab of this.#awaited) this.#presence.watch(tab);
    await this.#takeCensus();
    if (this.#isStopped || this.#isReady) return;
    if (this.#awaited.size === 0) this.#start();
    else this.#timers.set('grace', ANSWER_GRACE_MS, () => this.#start());
  }

  #start(): void {
    this.#isReady = true;
    this.#restAfterVanished();
    this.#timers.clear('grace');
    this.pump();
  }

  /** Everybody has spoken, or is gone: the caller pumps. */
  #readyIfNobodyIsAwaited(): void {
    if (this.#awaited.size > 0 || !this.#timers.has('grace')) return;
    this.#isReady = true;
    this.#restAfterVanished();
    this.#timers.clear('grace');
  }

  /** Its last words may come after its lock, so they are waited for as long as the other tabs are. */
  #restAfterVanished(): void {
    if (this.#vanished !== null) this.#conductor.restFreeSlots(this.#vanished.atMs);
    this.#vanished = null;
  }

  async #takeCensus(): Promise<void> {
    const { locks, names } = this.#d;
    this.#timers.clear('census');
    const held = await locks.heldNames(names.slotPrefix);
    if (this.#isStopped) return;
    const own = new Set(this.#d.keptSlots());
    const slots = held
      .map((name) => Number(name.slice(names.slotPrefix.length)))
      .filter((slot) => !own.has(slot));
    this.#conductor.census(new Set(slots), this.#d.clock.now());
    this.pump();
  }

  #heardDemand(from: string, demand: Demand): boolean {
    if (!this.#isNew(from, demand.number)) return false;
    const { clock, tabId } = this.#d;
    const now = clock.now();
    this.#lastDemand.set(from, demand.number);
    if (demand.isAnswer) this.#rollCall.answered(from);
    if (from !== tabId) this.#presence.watch(from);
    this.#d.memory.heardReport(demand.report);
    if (demand.memory !== null && !this.#hasRemembered.has(from)) {
      this.#hasRemembered.add(from);
      this.#recall(demand.memory);
    }
    const isOfThisTerm = isSameTerm(demand.term, this.term);
    this.#conductor.demand(from, { ...demand, seenGrant: isOfThisTerm ? demand.seenGrant : 0 }, now);
    this.#awaited.delete(from);
    this.#readyIfNobodyIsAwaited();
    return true;
  }

  #isNew(from: string, number: number): boolean {
    return number > (this.#lastDemand.get(from) ?? -1);
  }

  /** From a later task, which a frozen page does not run: only so is it a proof of life. */
  #acknowledge(to: string, number: number): void {
    this.#later.add(() => this.#d.post({ type: 'ack', term: this.term, to, number }));
  }

  #died(tabId: string): void {
    this.#d.trace.note(tabId, 'has died; what it held rests');
    this.#forget(tabId, null);
    this.pump();
  }

  #forget(tabId: string, cutSlots: readonly number[] | null): void {
    this.#conductor.gone(tabId, cutSlots, this.#d.clock.now());
    this.#lastDemand.delete(tabId);
    this.#awaited.delete(tabId);
    this.#readyIfNobodyIsAwaited();
  }

  /** After a round trip to the browser, a lock that was stolen meanwhile is known to be lost. */
  async #verify(): Promise<void> {
    this.#isVerifying = true;
    await this.#d.locks.heldNames(this.#d.names.conductor);
    this.#isVerifying = false;
    this.pump();
  }
}

const NO_SLOTS: ReadonlySet<number> = new Set();
