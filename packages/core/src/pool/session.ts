import type { Undo } from '../platform/clock.ts';
import type { Locks } from '../platform/locks.ts';
import type { Platform } from '../platform/platform.ts';
import type { BoardState } from '../scheduler/board.ts';
import type { ConductorOptions, DoneEvent } from '../scheduler/conductor-types.ts';
import { ConductedTerm } from './conducted-term.ts';
import { ConductorLock } from './conductor-lock.ts';
import { DueReminder } from './due-reminder.ts';
import type { GateKind } from '../scheduler/gate.ts';
import type { FoundLimit } from './found-limit.ts';
import { inherit } from './inheritance.ts';
import { LaterTasks } from './later-tasks.ts';
import type { PoolNames } from './names.ts';
import { OwnDemand } from './own-demand.ts';
import type { PoolMemory } from './pool-memory.ts';
import { Presence } from './presence.ts';
import { isSameTerm, type GrantMessage, type Message, type PassedTurn } from './protocol.ts';
import { SlotLock } from './slot-lock.ts';
import { TakenGrants } from './taken-grants.ts';
import type { Trace } from './trace.ts';
import { Watchdog } from './watchdog.ts';
import type { Workload } from './workload.ts';

export interface SessionDependencies {
  readonly platform: Platform;
  readonly locks: Locks;
  readonly names: PoolNames;
  readonly memory: PoolMemory;
  readonly workload: Workload;
  readonly options: ConductorOptions;
  /** Where the account's limit is to be found out. */
  readonly found: FoundLimit | null;
  readonly trace: Trace;
  /** The limit this tab was given. */
  limit(): number;
  post(message: Message): void;
  /** Whether this tab can hear its own channel name at all. */
  testChannel(): void;
  poolChanged(): void;
  /** Nothing waits and nothing runs, for a while now. */
  onIdle(): void;
  /** The browser gives no locks here. */
  onLocksRefused(): void;
}

/** Avoids leaving and joining again between single jobs. */
const LINGER_MS = 300;
/** What a conductor grants first, where nothing is taken and nothing rests. */
const FIRST_SLOT = 0;

/**
 * One stretch in which this tab has work: from the first job until nothing waits and nothing runs, or until the
 * page goes away. It holds the presence lock, tells its demand, takes up grants, and conducts if it must. When
 * it ends, nothing of it is left.
 */
export class Session {
  readonly tabId: string;
  readonly #d: SessionDependencies;
  /** Aborting it gives up every pending lock request. */
  readonly #abort = new AbortController();
  readonly #grants: TakenGrants;
  readonly #watchdog: Watchdog;
  readonly #later: LaterTasks;
  readonly #conductorLock: ConductorLock;
  readonly #presence: Presence;
  readonly #demand: OwnDemand;
  readonly #reminder: DueReminder;
  /** Settles when the presence lock is held, or not to be had. */
  #present: Promise<boolean> | null = null;
  /** Whether the slot that was asked for ahead has come; `null`: it is too late for that, or too early. */
  #firstSlot: Promise<boolean> | null = null;
  #conducted: ConductedTerm | null = null;
  #isScheduled = false;
  #undoLinger: Undo | null = null;
  #isOver = false;

  constructor(tabId: string, dependencies: SessionDependencies) {
    this.tabId = tabId;
    this.#d = dependencies;
    const { platform, locks, names, workload, memory } = dependencies;
    this.#grants = new TakenGrants({
      clock: platform.clock,
      locks,
      names,
      workload,
      tabId,
      passingTerm: () => memory.passingTerm,
      keepsLocks: () => this.#conducted !== null,
      limit: () => this.#conducted?.limit ?? memory.limit ?? dependencies.limit(),
      onDone: (event, passedTo) => this.#done(event, passedTo),
    });
    this.#demand = new OwnDemand({
      memory,
      workload,
      grants: this.#grants,
      limit: () => dependencies.limit(),
      isVisible: () => platform.lifecycle.isVisible(),
    });
    this.#later = new LaterTasks(platform.clock);
    this.#reminder = new DueReminder(platform.clock, () =>
      dependencies.post({ type: 'nudge', from: tabId, openGate: 'no' }),
    );
    this.#presence = new Presence({
      clock: platform.clock,
      locks,
      name: names.presence(tabId),
      signal: this.#abort.signal,
      onRefused: () => dependencies.onLocksRefused(),
    });
    this.#conductorLock = new ConductorLock({
      locks,
      name: names.conductor,
      signal: this.#abort.signal,
      onTaken: () => {
        if (this.#presence.isHeld || this.#firstSlot !== null) this.#conduct();
      },
      onLost: () => this.#lostConductorLock(),
    });
    this.#watchdog = new Watchdog({
      clock: platform.clock,
      random: platform.random,
      isVisible: () => platform.lifecycle.isVisible(),
      isWaiting: () => workload.waiting > 0,
      ask: () => this.#postDemand(),
      testChannel: () => dependencies.testChannel(),
      // Asking evicts a page that holds the lock in Chromium's back/forward cache.
      stir: () => void locks.heldNames(names.conductor),
      steal: () => {
        dependencies.trace.note(tabId, "takes the conductor's lock by force: no answer");
        void this.#conductorLock.steal();
      },
    });
  }

  get role(): 'member' | 'conductor' {
    return this.#conducted === null ? 'member' : 'conductor';
  }

  /** The board this tab makes itself, while it conducts. */
  ownBoard(): BoardState | null {
    return this.#conducted?.isReady === true ? this.#conducted.board() : null;
  }

  /**
   * A member holds its presence lock before it says a word, so that its death is noticed whatever it says. It is in line
   * for the conductor's lock before that: who is given that one first has nobody to follow, and begins at once.
   */
  async start(): Promise<void> {
    const { memory, options } = this.#d;
    void this.#conductorLock.wait();
    // Without the browser's locks there is no line to be first in; and what others may have left is looked at first.
    const mayBeFirst = options.sharesEvenly !== true && !memory.hasConductorVanished && !memory.hasTabs;
    if (mayBeFirst) this.#firstSlot = this.#askAhead();
    this.#present = this.#presence.take();
    const isPresent = await this.#present;
    this.#firstSlot = null;
    if (!isPresent || this.#conducted !== null) return;
    if (this.#conductorLock.held !== null) {
      this.#conduct();
      return;
    }
    void this.#conductorLock.wait();
    this.#follow();
  }

  /**
   * The lock that the first grant of a tab alone will need: asked for with the others, it comes with them. It is given
   * back at once where this tab does not conduct by then, or where a grant waits for that lock already.
   */
  async #askAhead(): Promise<boolean> {
    const lock = await this.#d.locks.request(this.#d.names.slot(FIRST_SLOT), { how: 'if-available' });
    if (lock === null) return false;
    const isWanted = this.#conducted !== null && this.#grants.count === 0;
    if (isWanted) this.#grants.keepAhead(FIRST_SLOT, new SlotLock(lock));
    else lock.release();
    return isWanted;
  }

  workChanged(): void {
    this.#demand.isStale = true;
    if (this.#isScheduled || this.#isOver) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#tellWork();
    });
  }

  heard(message: Message): void {
    this.#conducted?.heard(message);
    switch (message.type) {
      case 'hello':
        this.#later.add(() => this.#conducted === null && this.#postDemand());
        return;
      case 'ack':
        if (message.to === this.tabId) this.#watchdog.acknowledged(message.number);
        return;
      case 'grant':
        if (message.to === this.tabId) this.#later.add(() => this.#takeUp(message));
        return;
      case 'next':
        this.#grants.heardNext(message);
        return;
      case 'done': {
        const { passedTo } = message;
        if (passedTo?.to === this.tabId) this.#later.add(() => this.#takeUpPassed(passedTo));
        return;
      }
      case 'board':
        this.#reminder.set(this.#conducted === null ? message.board.dueInMs : null);
        return;
      case 'nudge':
        // Somebody was faster.
        this.#reminder.set(null);
        return;
      case 'roll-call':
        if (message.to === this.tabId) this.#later.add(() => this.#postDemand(true));
        return;
      case 'reclaim':
        if (message.to === this.tabId) this.#grants.reclaim(message.grant);
        return;
      case 'demand':
      case 'leave':
      case 'clear':
        return;
    }
  }

  /** A board of a term that is over. */
  heardLate(board: BoardState): void {
    this.#conducted?.heardLate(board);
  }

  /**
   * Another tab speaks for a later term. Either it took the lock and this tab has not been told yet, or it is
   * wrong. A round trip to the browser tells, which a frozen page cannot make; until then this tab does not act.
   */
  async outranked(): Promise<void> {
    const lock = this.#conductorLock.held;
    if (lock === null || this.#conducted === null) return;
    this.#d.trace.note(this.tabId, 'pauses: another tab speaks for a later term');
    this.#stepDown();
    await this.#d.locks.heldNames(this.#d.names.conductor);
    if (!this.#isOver && this.#conductorLock.held === lock && this.#conducted === null) this.#conduct();
  }

  openGate(onlyKind: GateKind | null): void {
    if (this.#conducted !== null) this.#conducted.openGate(onlyKind);
    else
      this.#d.post({ type: 'nudge', from: this.tabId, openGate: onlyKind === 'offline' ? 'offline' : 'any' });
  }

  /** Lets go of everything, synchronously: the page may not run another task. Works twice. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const cutSlots = this.#grants.dropAll();
    this.#watchdog.stop();
    this.#undoLinger?.();
    this.#reminder.set(null);
    this.#later.stop();
    this.#conducted?.sayLast();
    const hasSpoken = this.#presence.isHeld || this.#conducted !== null;
    this.#stepDown();
    if (hasSpoken) {
      this.#d.post({ type: 'leave', from: this.tabId, cutSlots });
      this.#d.memory.heardLeave(this.tabId, cutSlots);
    }
    this.#abort.abort();
    // First, so that who conducts next does not take this tab for present.
    this.#presence.release();
    this.#conductorLock.release();
  }

  #tellWork(): void {
    if (this.#isOver || (!this.#presence.isHeld && this.#conducted === null)) return;
    this.#undoLinger?.();
    this.#undoLinger = null;
    if (this.#conducted !== null) {
      if (this.#demand.isStale) this.#conducted.ownWorkChanged();
    } else if (this.#demand.isStale) {
      this.#postDemand();
    }
    this.#lingerIfIdle();
  }

  #lingerIfIdle(): void {
    if (this.#d.workload.waiting > 0 || this.#grants.count > 0 || this.#undoLinger !== null || this.#isOver)
      return;
    this.#undoLinger = this.#d.platform.clock.setTimer(LINGER_MS, () => {
      this.#undoLinger = null;
      if (this.#d.workload.waiting === 0 && this.#grants.count === 0) this.#d.onIdle();
    });
  }

  #follow(): void {
    this.#d.memory.conductorExists();
    this.#postDemand();
    this.#watchdog.start();
    this.#lingerIfIdle();
  }

  #conduct(): void {
    const { platform, memory, names, workload, locks } = this.#d;
    const inherited = inherit(memory, platform.storage, names, this.tabId);
    const { term, vanishedId } = inherited;
    this.#d.trace.conducts(term);
    if (vanishedId !== null)
      this.#d.trace.note(this.tabId, 'takes over: the conductor has vanished, its free slots rest');
    this.#watchdog.stop();
    this.#conducted = new ConductedTerm(term, {
      clock: platform.clock,
      random: platform.random,
      locks,
      names,
      memory,
      options: { ...this.#d.options, limit: this.#d.limit(), startAt: this.#d.found?.recall() ?? null },
      tabId: this.tabId,
      isVisible: () => platform.lifecycle.isVisible(),
      post: (message) => this.#d.post(message),
      ownDemand: () => this.#demand.next(),
      own: {
        keptSlots: () => this.#grants.slots,
        releaseKept: (except) => this.#grants.releaseKept(except),
        releaseKeptSoon: () => this.#grants.releaseKeptSoon(),
        grantedToOwn: (grant) => this.#granted(grant),
        reclaimOwn: (grant) => this.#grants.reclaim(grant),
      },
      found: this.#d.found,
      trace: this.#d.trace,
      poolChanged: () => this.#d.poolChanged(),
    });
    const present = this.#presence.isHeld ? null : this.#present;
    const presences = async (): Promise<readonly string[]> => {
      await present;
      return locks.heldNames(names.presencePrefix);
    };
    this.#conducted.start(inherited, this.#firstSlot ?? false, presences());
    if (workload.waiting === 0) this.#lingerIfIdle();
  }

  /** Whoever took the lock thinks this tab dead: it does not take it back by force soon. */
  #lostConductorLock(): void {
    this.#d.trace.note(this.tabId, "has lost the conductor's lock");
    this.#stepDown();
    if (this.#isOver) return;
    this.#watchdog.wasRobbed();
    void this.#conductorLock.wait();
    if (this.#presence.isHeld) this.#follow();
  }

  #stepDown(): void {
    const conducted = this.#conducted;
    if (conducted === null) return;
    this.#conducted = null;
    this.#d.memory.keepOwnBoard(conducted.term, conducted.board());
    conducted.stop();
    this.#grants.releaseKept();
    this.#d.poolChanged();
  }

  #granted(message: GrantMessage): void {
    if (!this.#isOver) this.#grants.take(message);
  }

  /** What was said in a term that is over by now is void. */
  #takeUp(message: GrantMessage): void {
    if (isSameTerm(message.term, this.#d.memory.latestTerm)) this.#granted(message);
  }

  #takeUpPassed(turn: PassedTurn): void {
    if (!this.#isOver && isSameTerm(turn.term, this.#d.memory.latestTerm)) this.#grants.takePassed(turn);
  }

  #done(event: DoneEvent, passedTo: PassedTurn | null): void {
    if (this.#conducted !== null) {
      this.#conducted.ownDone(event);
    } else {
      this.#d.post({ type: 'done', from: this.tabId, ...event, passedTo, demand: this.#demand.next() });
      if (passedTo?.to === this.tabId) {
        this.#takeUpPassed(passedTo);
        this.#grants.releaseKept();
      }
    }
    this.#lingerIfIdle();
  }

  #postDemand(isAnswer = false): void {
    if (this.#isOver || !this.#presence.isHeld) return;
    const demand = this.#demand.next(isAnswer);
    this.#watchdog.asked(demand.number);
    this.#d.post({ type: 'demand', from: this.tabId, demand });
  }
}
