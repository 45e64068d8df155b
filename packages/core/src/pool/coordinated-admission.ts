import type { OpenChannel } from '../platform/channel.ts';
import type { Undo } from '../platform/clock.ts';
import type { LifecycleEvent } from '../platform/lifecycle.ts';
import type { Locks } from '../platform/locks.ts';
import type { Platform } from '../platform/platform.ts';
import { emptyBoard, type BoardState } from '../scheduler/board.ts';
import type { ConductorOptions } from '../scheduler/conductor-types.ts';
import type { GateKind } from '../scheduler/gate.ts';
import type { Admission, AdmissionListener } from './admission.ts';
import { ChannelLocks } from './channel-locks.ts';
import { dirtySlotsOf } from './dirty-slots.ts';
import type { FoundLimit } from './found-limit.ts';
import { poolNames, randomName, type PoolNames } from './names.ts';
import { Onlooker } from './onlooker.ts';
import { PoolChannel } from './pool-channel.ts';
import { PoolMemory } from './pool-memory.ts';
import { isSameTerm, type BoardMessage, type Message, type Term } from './protocol.ts';
import { Session } from './session.ts';
import type { Trace } from './trace.ts';
import type { Workload } from './workload.ts';

export interface CoordinatedAdmissionOptions extends ConductorOptions {
  readonly name: string;
  readonly platform: Platform;
  /** Where the account's limit is to be found out, up to `limit`; `null`: it is `limit`. */
  readonly found: FoundLimit | null;
  /** `null`: the browser has none, or refuses them; other tabs are asked instead. */
  readonly locks: Locks | null;
  readonly openChannel: OpenChannel;
  readonly trace: Trace;
}

/**
 * The pool of a tab that shares one limit with the other tabs. It opens its channel with the first job, keeps it
 * to know what the others do, and begins and ends sessions as work and the page come and go.
 */
export class CoordinatedAdmission implements Admission {
  readonly mode: 'coordinated' | 'degraded';
  readonly #workload: Workload;
  readonly #options: CoordinatedAdmissionOptions;
  readonly #listener: AdmissionListener;
  readonly #names: PoolNames;
  readonly #locks: Locks;
  readonly #memory: PoolMemory;
  readonly #channel: PoolChannel;
  readonly #onlooker: Onlooker;
  /** The same for all sessions of this tab, so that people can tell tabs apart. */
  readonly #tabName: string;
  #sessions = 0;
  #session: Session | null = null;
  #undoLifecycle: Undo | null = null;
  #limit: number;
  #isAway = false;
  #isWatched = false;
  #hasWarnedOfLimit = false;
  #isClosed = false;

  constructor(workload: Workload, options: CoordinatedAdmissionOptions, listener: AdmissionListener) {
    this.#workload = workload;
    this.#options = options;
    this.#listener = listener;
    this.#names = poolNames(options.name);
    const { name, platform, openChannel, releaseLagMs } = options;
    this.#memory = new PoolMemory(platform.clock, releaseLagMs, dirtySlotsOf(openChannel, name));
    this.#limit = options.limit;
    this.#tabName = randomName(platform.random);
    this.#channel = new PoolChannel({
      name: this.#names.channel,
      clock: platform.clock,
      random: platform.random,
      openChannel,
      trace: options.trace,
      heard: (message) => this.#heard(message),
    });
    this.#onlooker = new Onlooker({
      clock: platform.clock,
      beSeen: () => this.#beSeen(),
      onSilence: () => {
        this.#memory.forgetTabs();
        this.#listener.poolChanged();
      },
    });
    this.mode = options.locks === null ? 'degraded' : 'coordinated';
    this.#locks = options.locks ?? this.#locksOverChannel();
  }

  get role(): 'idle' | 'member' | 'conductor' {
    return this.#session?.role ?? 'idle';
  }

  get tabId(): string | null {
    return this.#session?.tabId ?? null;
  }

  get conductorId(): string | null {
    return this.#memory.latestTerm?.conductorId ?? null;
  }

  board(): BoardState {
    const board = this.#session?.ownBoard() ?? this.#memory.board();
    if (board === null) return this.#emptyBoard();
    return board.tabs.length > 0 ? board : this.#idleBoard(board);
  }

  /** Nobody has work: whatever limits others were given, they hold no more. */
  #idleBoard(board: BoardState): BoardState {
    const { workingLimit } = board.workingLimit < board.limit ? board : this.#emptyBoard();
    return { ...board, limit: this.#limit, workingLimit: Math.min(workingLimit, this.#limit) };
  }

  #emptyBoard(): BoardState {
    const { found } = this.#options;
    const highest = Math.min(this.#limit, this.#memory.report?.limit ?? Infinity);
    return emptyBoard(this.#limit, Math.min(highest, found?.recall() ?? Infinity));
  }

  watch(): void {
    if (this.#isWatched || this.#isClosed) return;
    this.#isWatched = true;
    this.#live();
    if (!this.#isAway) this.#beSeen();
  }

  workChanged(): void {
    if (this.#isClosed) return;
    if (this.#session !== null) {
      this.#session.workChanged();
    } else if (this.#workload.waiting > 0) {
      if (!this.#isAway) this.#join();
      this.#live();
    }
  }

  openGate(onlyKind: GateKind | null): void {
    if (this.#session === null) this.#memory.openGate(onlyKind);
    else this.#session.openGate(onlyKind);
  }

  setLimit(limit: number): void {
    this.#limit = limit;
    this.#session?.workChanged();
  }

  reportLimit(limit: number): void {
    this.#memory.heardReport({ limit, ageMs: 0 });
    this.#session?.workChanged();
  }

  clearOthers(): void {
    if (this.#isClosed || this.#isAway) return;
    this.#live();
    this.#channel.open();
    this.#channel.post({ type: 'clear', from: this.#tabName });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#undoLifecycle?.();
    this.#leave();
  }

  /** From here on the page's life matters. */
  #live(): void {
    this.#undoLifecycle ??= this.#options.platform.lifecycle.subscribe((event) => this.#lived(event));
  }

  /** A conductor that thinks itself alone tells nobody how the pool stands. */
  #beSeen(): void {
    this.#channel.open();
    this.#channel.post({ type: 'nudge', from: this.#tabName, openGate: 'no' });
  }

  #join(): void {
    const { platform } = this.#options;
    this.#session = new Session(`${this.#tabName}-${++this.#sessions}`, {
      platform,
      locks: this.#locks,
      names: this.#names,
      memory: this.#memory,
      workload: this.#workload,
      options: { ...this.#options, sharesEvenly: this.mode === 'degraded' },
      limit: () => this.#limit,
      found: this.#options.found,
      trace: this.#options.trace,
      post: (message) => this.#channel.post(message),
      testChannel: () => this.#channel.test(),
      poolChanged: () => this.#listener.poolChanged(),
      onIdle: () => this.#endSession(),
      onLocksRefused: () => this.#listener.cannotCoordinate(),
    });
    void this.#session.start();
    // While the browser answers what was asked for.
    this.#channel.open();
  }

  #endSession(): void {
    this.#session?.end();
    this.#session = null;
    this.#keepFresh();
    this.#listener.poolChanged();
  }

  /** The page is being frozen, cached or closed: what is held now would be held by a page that cannot act. */
  #leave(): void {
    this.#isAway = true;
    this.#workload.cutAll();
    this.#endSession();
    this.#onlooker.stop();
    this.#channel.close();
  }

  #lived(event: LifecycleEvent): void {
    switch (event) {
      case 'leave':
        this.#leave();
        return;
      case 'return':
        if (!this.#isAway || this.#isClosed) return;
        this.#isAway = false;
        if (this.#isWatched) this.#beSeen();
        this.#keepFresh();
        this.workChanged();
        return;
      case 'visible':
      case 'hidden':
        this.#session?.workChanged();
        return;
      case 'online':
        this.openGate('offline');
        return;
      case 'offline':
        return;
    }
  }

  #locksOverChannel(): Locks {
    const { clock, lifecycle } = this.#options.platform;
    return new ChannelLocks({
      clock,
      openChannel: this.#options.openChannel,
      channelName: this.#names.lockChannel,
      tabName: this.#tabName,
      isVisible: () => lifecycle.isVisible(),
    });
  }

  #keepFresh(): void {
    this.#onlooker.stop();
    if (!this.#isWatched || this.#session !== null || this.#isAway || !this.#memory.hasTabs) return;
    this.#onlooker.heard();
  }

  #heard(message: Message): void {
    const { trace } = this.#options;
    if ('term' in message && !this.#isCurrent(message.term)) {
      trace.dropped += 1;
      if (message.type === 'board') this.#heardLate(message);
      return;
    }
    trace.message(message);
    // A tab that has seen a later term does not listen to this one: its conductor has to begin a later one yet.
    if ('demand' in message && message.demand.term !== null) this.#isCurrent(message.demand.term);
    if (message.type === 'board') this.#memory.heardBoard(message);
    if (message.type === 'demand') this.#compareLimits(message.demand.limit);
    if (message.type === 'leave') this.#memory.heardLeave(message.from, message.cutSlots);
    if (message.type === 'clear') this.#listener.clearedHere();
    if (message.type === 'hello' && this.#isWatched && this.#session === null) this.#beSeen();
    this.#session?.heard(message);
    if (message.type === 'board' || message.type === 'leave') {
      this.#keepFresh();
      this.#listener.poolChanged();
    }
  }

  /** Locks overtake messages: what a conductor said last may come when the next one has begun. */
  #heardLate(message: BoardMessage): void {
    this.#memory.heardBoard(message);
    this.#session?.heardLate(message.board);
  }

  /** A sign that two versions of the app, or two settings, are open at once. */
  #compareLimits(other: number): void {
    if (other >= this.#limit || this.#hasWarnedOfLimit) return;
    this.#hasWarnedOfLimit = true;
    this.#listener.limitIsLowerElsewhere(this.#limit, other);
  }

  #isCurrent(term: Term): boolean {
    const isNews = !isSameTerm(term, this.#memory.latestTerm);
    if (!this.#memory.heardTerm(term)) return false;
    if (!isNews) return true;
    this.#options.trace.term = term;
    void this.#session?.outranked();
    return true;
  }
}
