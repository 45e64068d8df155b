import type { Clock } from '../platform/clock.ts';
import type { Locks } from '../platform/locks.ts';
import type { Random } from '../platform/random.ts';
import type { BoardState } from '../scheduler/board.ts';
import { Conductor } from '../scheduler/conductor.ts';
import type { ConductorOptions, DoneEvent } from '../scheduler/conductor-types.ts';
import type { GateKind } from '../scheduler/gate.ts';
import { BoardWriter } from './board-writer.ts';
import type { FoundLimit } from './found-limit.ts';
import { GrantDelivery, type OwnSlots } from './grant-delivery.ts';
import { HeardTabs } from './heard-tabs.ts';
import type { Inheritance } from './inheritance.ts';
import { LaterTasks } from './later-tasks.ts';
import type { PoolMemory } from './pool-memory.ts';
import { NamedTimers } from './named-timers.ts';
import type { PoolNames } from './names.ts';
import { PresenceWatch } from './presence-watch.ts';
import { isSameTerm, termName, type Demand, type DemandMemory, type Message, type Term } from './protocol.ts';
import { RollCall } from './roll-call.ts';
import { SlotCensus } from './slot-census.ts';
import { TermOpening } from './term-opening.ts';
import type { Trace } from './trace.ts';
import { WakeCheck } from './wake-check.ts';

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
  readonly own: OwnSlots;
  poolChanged(): void;
}

/** One term of this tab as the conductor: carries what the pure conductor decides to the other tabs. */
export class ConductedTerm {
  readonly term: Term;
  readonly #d: ConductedTermDependencies;
  readonly #conductor: Conductor;
  readonly #presence: PresenceWatch;
  readonly #opening: TermOpening;
  readonly #census: SlotCensus;
  readonly #rollCall: RollCall;
  readonly #heard: HeardTabs = new HeardTabs();
  readonly #delivery: GrantDelivery;
  readonly #timers: NamedTimers<'grace' | 'due' | 'board' | 'census'>;
  readonly #later: LaterTasks;
  readonly #boards: BoardWriter;
  readonly #wakeCheck: WakeCheck;
  #isStopped = false;
  #hasAudience = false;

  constructor(term: Term, dependencies: ConductedTermDependencies) {
    this.term = term;
    this.#d = dependencies;
    this.#conductor = new Conductor(termName(term), dependencies.options);
    this.#timers = new NamedTimers(dependencies.clock);
    this.#later = new LaterTasks(dependencies.clock);
    this.#presence = new PresenceWatch(dependencies.locks, dependencies.names, (tabId) => this.#died(tabId));
    this.#delivery = new GrantDelivery({ ...dependencies, term });
    const shared = { ...dependencies, timers: this.#timers, conductor: this.#conductor };
    this.#opening = new TermOpening({
      ...shared,
      hasSpoken: (tabId) => this.#heard.has(tabId),
      isGone: (tabId) => this.#forget(tabId, null),
      meet: (others) => this.#meet(others),
      greet: () => dependencies.post({ type: 'hello', term: this.term }),
      onReady: () => this.pump(),
    });
    this.#census = new SlotCensus({
      ...shared,
      onTaken: () => this.pump(),
    });
    this.#rollCall = new RollCall({
      ...shared,
      ask: (to) => dependencies.post({ type: 'roll-call', term: this.term, to }),
      onWrittenOff: (tabId) => {
        dependencies.trace.note(tabId, 'does not answer: its slots are taken from it');
        this.#heard.forget(tabId);
        void this.#census.take();
      },
    });
    this.#boards = new BoardWriter(dependencies.options.limit, {
      ...shared,
      later: (callback) => this.#later.add(callback),
      board: () => this.board(),
      post: (board, number) => {
        const { report } = dependencies.memory;
        dependencies.post({ type: 'board', term: this.term, number, board, report });
      },
    });
    this.#wakeCheck = new WakeCheck({
      ...shared,
      lockName: dependencies.names.conductor,
      onAnswer: () => this.pump(),
    });
  }

  /** `isFirst` and `presences`: as `TermOpening` takes them. */
  start(
    { board, dirty, vanishedId }: Inheritance,
    isFirst: boolean | Promise<boolean>,
    presences: Promise<readonly string[]>,
  ): void {
    const now = this.#d.clock.now();
    if (board !== null) this.#conductor.remember(board, now);
    this.#conductor.rest(dirty, now);
    this.#heardDemand(this.#d.tabId, this.#d.ownDemand());
    void this.#opening.begin(vanishedId, isFirst, presences);
  }

  /** Whether the other tabs had their chance to speak: before, the board is not true. */
  get isReady(): boolean {
    return this.#opening.isReady;
  }

  /** The lowest limit of all tabs with work. */
  get limit(): number {
    return this.#conductor.limit;
  }

  board(): BoardState {
    this.#opening.restAfterVanished();
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
    this.#conductor.throttle.openGate(this.#d.clock.now(), onlyKind);
    this.pump();
  }

  heard(message: Message): void {
    const { clock, random } = this.#d;
    switch (message.type) {
      case 'demand':
        this.#hasAudience = true;
        if (this.#heardDemand(message.from, message.demand))
          this.#acknowledge(message.from, message.demand.number);
        break;
      case 'done':
        if (this.#heard.isNew(message.from, message.demand.number)) {
          this.#conductor.done(message.from, message, clock.now(), random(), message.passedTo);
          this.#heardDemand(message.from, message.demand);
        }
        break;
      case 'leave':
        this.#opening.left(message.from);
        this.#presence.forget(message.from);
        this.#forget(message.from, message.cutSlots);
        break;
      case 'nudge':
        this.#hasAudience = true;
        if (message.openGate !== 'no') {
          const onlyKind = message.openGate === 'any' ? null : message.openGate;
          this.#conductor.throttle.openGate(clock.now(), onlyKind);
        }
        break;
      case 'hello':
      case 'ack':
      case 'grant':
      case 'next':
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
    this.#later.once(this.#catchUp);
  }

  readonly #catchUp = (): void => {
    this.#timers.catchUp();
    this.pump();
  };

  /** Gives every grant that can be given, and sees to it that it is called again when more may be. */
  pump(): void {
    const { clock } = this.#d;
    if (this.#isStopped || !this.#wakeCheck.mayAct(!this.#hasAudience)) return;
    if (!this.#opening.isReady) {
      this.#d.own.releaseKept();
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
    this.#delivery.grant(this.#conductor.grants(now));
    if (this.#hasAudience) this.#delivery.next(this.#conductor.nextTurns(this.#d.tabId, now));
    this.#delivery.reclaim(this.#conductor.reclaims(now));
    this.#rollCall.check(now);
    const dueInMs = this.#conductor.dueInMs(now);
    if (dueInMs === null) this.#timers.clear('due');
    else this.#timers.set('due', dueInMs, () => this.pump());
    this.#census.repeat();
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
    this.#opening.stop();
    this.#census.stop();
    this.#presence.stop();
    this.#rollCall.stop();
    this.#timers.stop();
    this.#later.stop();
  }

  /** What was before this term counts until something was granted in it: from then on there is newer news. */
  #recall({ gate, workingLimit }: DemandMemory): void {
    if (!this.#conductor.hasGranted) this.#conductor.recall(gate, workingLimit, this.#d.clock.now());
  }

  #meet(others: ReadonlySet<string>): Promise<void> {
    this.#hasAudience = true;
    this.#d.own.releaseKept();
    // The locks of a tab that dies come back one after another: some of these may be gone in a moment.
    for (const tab of others) this.#presence.watch(tab);
    return this.#census.take();
  }

  #heardDemand(from: string, demand: Demand): boolean {
    if (!this.#heard.isNew(from, demand.number)) return false;
    const { clock, tabId } = this.#d;
    const now = clock.now();
    const remembered = this.#heard.heard(from, demand);
    if (demand.isAnswer) this.#rollCall.answered(from);
    if (from !== tabId) this.#presence.watch(from);
    this.#d.memory.heardReport(demand.report);
    if (remembered !== null) this.#recall(remembered);
    const isOfThisTerm = isSameTerm(demand.term, this.term);
    this.#conductor.demand(from, { ...demand, seenGrant: isOfThisTerm ? demand.seenGrant : 0 }, now);
    this.#opening.settled(from);
    return true;
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
    this.#heard.forget(tabId);
    this.#opening.settled(tabId);
  }
}
