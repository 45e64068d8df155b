import type { Clock, Undo } from '../platform/clock.ts';
import type { Lifecycle, LifecycleEvent } from '../platform/lifecycle.ts';
import type { Random } from '../platform/random.ts';
import type { BoardState } from '../scheduler/board.ts';
import type { GateKind } from '../scheduler/gate.ts';
import { byLane, type LaneNumber } from '../scheduler/lane.ts';
import { leasesToAsk } from '../scheduler/reclaim.ts';
import { Solo, type SoloOptions } from '../scheduler/solo.ts';
import type { Admission, AdmissionListener } from './admission.ts';
import type { FoundLimit } from './found-limit.ts';
import type { PoolJob } from './job.ts';
import type { Trace } from './trace.ts';
import type { SlotGiver, TryEnd } from './task-runs.ts';
import type { Workload } from './workload.ts';

export interface SingleAdmissionOptions extends Omit<SoloOptions, 'startAt'> {
  /** Where the account's limit is to be found out, up to `limit`; `null`: it is `limit`. */
  readonly found: FoundLimit | null;
  readonly trace: Trace;
  readonly clock: Clock;
  readonly random: Random;
  readonly lifecycle: Lifecycle;
}

const TAB_ID = 'this';

/** The pool of a tab that shares with nobody: no locks, no messages, a few hundred nanoseconds a job. */
export class SingleAdmission implements Admission, SlotGiver {
  readonly mode = 'single';
  readonly #workload: Workload;
  readonly #options: SingleAdmissionOptions;
  readonly #listener: AdmissionListener;
  readonly #solo: Solo;
  #limit: number;
  #isScheduled = false;
  #isClosed = false;
  /** The page is frozen, cached or being closed: what it sent would be cut. */
  #isAway = false;
  #undoTimer: Undo | null = null;
  #undoLifecycle: Undo | null = null;

  constructor(workload: Workload, options: SingleAdmissionOptions, listener: AdmissionListener) {
    this.#workload = workload;
    this.#options = options;
    this.#listener = listener;
    this.#solo = new Solo({ ...options, startAt: options.found?.recall() ?? null });
    this.#limit = options.limit;
  }

  get role(): 'idle' | 'conductor' {
    return this.#workload.waiting > 0 || this.#solo.inUse > 0 ? 'conductor' : 'idle';
  }

  get tabId(): string {
    return TAB_ID;
  }

  get conductorId(): string {
    return TAB_ID;
  }

  board(): BoardState {
    const now = this.#options.clock.now();
    const waiting = byLane((lane) => this.#workload.countOf(lane));
    const ranks = byLane((_, number) => this.#solo.rank(number, now));
    const { inUse, throttle } = this.#solo;
    const slots = Array.from({ length: inUse }, (_, slot) => slot);
    const hasMixedWeights = this.#workload.hasMixedWeights;
    const isVisible = this.#options.lifecycle.isVisible();
    const tab = { id: TAB_ID, isVisible, served: 0, waiting, ranks, slots, hasMixedWeights };
    return {
      limit: this.#limit,
      workingLimit: throttle.workingLimit,
      inUse,
      dirty: [],
      gate: throttle.gateNotice(now),
      dueInMs: this.#solo.dueInMs(now),
      service: throttle.service,
      tabs: this.role === 'idle' ? [] : [tab],
    };
  }

  workChanged(): void {
    if (this.#isScheduled || this.#isClosed) return;
    this.#isScheduled = true;
    queueMicrotask(this.#pump);
  }

  openGate(onlyKind: GateKind | null): void {
    this.#solo.throttle.openGate(this.#options.clock.now(), onlyKind);
    this.workChanged();
  }

  watch(): void {}

  setLimit(limit: number): void {
    this.#limit = limit;
    this.#solo.throttle.setLimit(limit);
    this.workChanged();
  }

  reportLimit(limit: number): void {
    this.#solo.throttle.reported(limit);
    this.workChanged();
  }

  clearOthers(): void {}

  close(): void {
    this.#isClosed = true;
    this.#undoTimer?.();
    this.#undoTimer = null;
    this.#undoLifecycle?.();
    this.#undoLifecycle = null;
  }

  readonly #pump = (): void => {
    this.#isScheduled = false;
    if (this.#isClosed) return;
    this.#undoLifecycle ??= this.#options.lifecycle.subscribe((event) => this.#lived(event));
    this.#startAll(this.#options.clock.now());
  };

  /** Starts every job that may start, and sees to it that it is called again when more may. */
  #startAll(now: number): void {
    for (let lane = this.#next(now); lane !== null; lane = this.#next(now)) this.#start(lane, now);
    if (this.#workload.idle.size > 0) this.#reclaim(now);
    this.#options.found?.keep(this.#solo.throttle.workingLimit);
    this.#undoTimer?.();
    const dueInMs = this.#workload.waiting === 0 ? null : this.#solo.dueInMs(now);
    this.#undoTimer = dueInMs === null ? null : this.#options.clock.setTimer(dueInMs, this.#pump);
    this.#listener.poolChanged();
  }

  #lived(event: LifecycleEvent): void {
    if (event === 'leave' || event === 'return') this.#isAway = event === 'leave';
    if (this.#isAway) this.#workload.cutAll();
    if (event === 'online') this.openGate('offline');
    else this.workChanged();
  }

  #reclaim(now: number): void {
    const { idle, lanes } = this.#workload;
    const missing = this.#workload.waiting === 0 ? 0 : this.#solo.missing(lanes, now);
    for (const { job } of leasesToAsk(idle.all, missing, now)) idle.ask(job);
  }

  #next(now: number): LaneNumber | null {
    return this.#isAway || this.#workload.waiting === 0 ? null : this.#solo.next(this.#workload.lanes, now);
  }

  #start(lane: LaneNumber, now: number): void {
    const job = this.#workload.takeFirst(lane);
    if (job === null) return;
    const id = this.#solo.started(lane, job.weight, now);
    this.#workload.run(job, now, now, this, id);
    if (this.#workload.isHeldByHand(job)) this.#solo.throttle.withdrawn(id);
  }

  tryEnded(end: TryEnd, now: number, job: PoolJob, id: number): void {
    if (this.#isClosed) return;
    const { random, trace } = this.#options;
    const { outcome } = end;
    const isNews = outcome.type !== 'ok';
    if (isNews) trace.ended(job.id, outcome, end.durationMs);
    // Drawn only where it counts, and jobs that go well are not traced: it would cost as much as the rest of this.
    const chance = outcome.type === 'refused' ? random() : 0;
    this.#solo.ended(id, job.weight, outcome, end, now, chance);
    if (isNews || trace.isGateClosed)
      trace.state(this.#solo.throttle.workingLimit, this.#solo.throttle.gateNotice(now));
    // At once: the next job starts in the same microtask in which this one ended.
    this.#startAll(now);
  }
}
