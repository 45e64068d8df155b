import type { CuelightError } from '../errors.ts';
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import type { WaitingLane } from '../scheduler/solo.ts';
import type { Outcome } from '../scheduler/throttle.ts';
import { JobQueue, NO_RUNS, type LaneRuns } from '../scheduler/job-queue.ts';
import { LANES, type Lane, type LaneNumber } from '../scheduler/lane.ts';
import { LinkedList } from '../scheduler/linked-list.ts';
import type { RetryLimits } from '../scheduler/retry.ts';
import { FailedTries, outcomeOf } from './failed-tries.ts';
import { IdleLeases } from './idle-leases.ts';
import { cancelledError, cutError, tooWideError } from './job-errors.ts';
import { BOUND, CUT, PoolJob, QUEUED, RUNNING, type JobOwner, type JobSettings } from './job.ts';
import { Places } from './places.ts';
import { SharedSignals } from './shared-signals.ts';
import { TaskRuns, type SlotGiver, type TriedJobs } from './task-runs.ts';
import type { JobSnapshot, Task } from './types.ts';

/** What the jobs need to know of the pool. */
export interface WorkloadPool {
  /** Jobs came, left, or changed places. */
  workChanged(): void;
  waitingSnapshot(job: PoolJob): JobSnapshot;
}

export interface WorkloadOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly retry: RetryLimits;
  /** How long a slot stays taken after its request was aborted, in milliseconds. */
  readonly releaseLagMs: number;
}

const OK: Outcome = { type: 'ok' };
const CANCELLED: Outcome = { type: 'cancelled' };

/**
 * The jobs of this tab, from acceptance to their one settling. It knows nothing of other tabs and decides
 * nothing about slots: it is told which job to run, and says when the run is over.
 */
export class Workload implements JobOwner, TriedJobs {
  readonly observed: Set<PoolJob> = new Set();
  readonly idle: IdleLeases = new IdleLeases();
  /** Jobs that are slots held by hand. Nobody knows when they end, nor what the account will have said by then. */
  readonly #heldByHand: WeakSet<PoolJob> = new WeakSet();
  readonly #pool: WorkloadPool;
  readonly #options: WorkloadOptions;
  readonly #queue: JobQueue<PoolJob> = new JobQueue();
  readonly #places = new Places(this.#queue);
  readonly #signals = new SharedSignals();
  readonly #runs: TaskRuns;
  /** Those that wait neither in the queue nor run: bound to a grant, or parked. */
  readonly #apart: LinkedList<PoolJob> = new LinkedList();
  readonly #failedTries: FailedTries;
  #lastNumber = 0;
  #isPaused = false;

  constructor(pool: WorkloadPool, options: WorkloadOptions) {
    this.#pool = pool;
    this.#options = options;
    this.#runs = new TaskRuns(this, options.clock, options.releaseLagMs);
    this.#failedTries = new FailedTries(options.clock, options.random, options.retry);
  }

  /** Jobs that want to start. */
  get waiting(): number {
    return this.#isPaused ? 0 : this.#queue.count;
  }

  /** Jobs in the queue, also while it is paused. */
  get queued(): number {
    return this.#queue.count;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Starts no more jobs; those that run go on. */
  pause(): void {
    this.#isPaused = true;
    this.#changed();
  }

  resume(): void {
    this.#isPaused = false;
    this.#changed();
  }

  /** The job has its slots, and is no more than that. */
  holds(job: PoolJob): void {
    this.#heldByHand.add(job);
    this.#changed();
  }

  isHeldByHand(job: PoolJob | null): boolean {
    return job !== null && this.#heldByHand.has(job);
  }

  /** `onReclaim`: the job's slots could be done without, and this asks for them; `null`: they are needed. */
  setIdle(job: PoolJob, onReclaim: (() => void) | null): void {
    if (this.idle.has(job) === (onReclaim !== null)) return;
    if (onReclaim === null) this.idle.delete(job);
    else this.idle.add(job, onReclaim);
    this.#changed();
  }

  countOf(lane: Lane): number {
    return this.#queue.countOf(lane);
  }

  /** In order of urgency. */
  get lanes(): readonly WaitingLane[] {
    return this.#queue.lanes;
  }

  get hasMixedWeights(): boolean {
    return this.#queue.hasMixedWeights;
  }

  runs(): LaneRuns {
    return this.#isPaused ? NO_RUNS : this.#queue.runs();
  }

  add(task: Task<unknown>, settings: JobSettings, signal: AbortSignal | undefined): PoolJob {
    const job = new PoolJob(this, ++this.#lastNumber, task, settings);
    if (signal?.aborted === true) {
      job.end(cancelledError(job, signal.reason));
      return job;
    }
    if (signal !== undefined) {
      job.unlisten = this.#signals.add(signal, () => this.cancel(job, signal.reason));
    }
    this.#queue.addLast(job);
    this.#changed();
    return job;
  }

  /**
   * Takes the next job for a grant out of the queue: the first of the lane, but for jobs wider than `limit`, if it
   * fits. `null` where there is none, since jobs may have been cancelled after the grant was given.
   */
  bind(lane: Lane, slots: number, limit: number): PoolJob | null {
    if (this.#isPaused) return null;
    for (const candidate of [lane, ...LANES]) {
      const job = this.#queue.firstWithin(candidate, limit);
      if (job !== null && job.weight <= slots) return this.#bind(job);
    }
    return null;
  }

  /** Takes the first job of the lane out of the queue, to be run at once. */
  takeFirst(lane: LaneNumber): PoolJob | null {
    const job = this.#queue.lanes[lane]?.first ?? null;
    if (job !== null) this.#dequeue(job);
    return job;
  }

  #bind(job: PoolJob): PoolJob {
    this.#dequeue(job);
    this.#apart.insert(job, null);
    job.state = BOUND;
    return job;
  }

  #dequeue(job: PoolJob): void {
    this.#queue.remove(job);
    this.#places.changed();
  }

  /** The grant came to nothing: the job goes back to where it was. */
  unbind(job: PoolJob): void {
    if (job.state === BOUND) this.#requeue(job);
  }

  /** Runs the task of a job that was bound or taken. `id`: for the giver, who may tell its tries apart by it. */
  run(job: PoolJob, grantedAtMs: number, nowMs: number, giver: SlotGiver, id = 0): void {
    if (job.state === BOUND) this.#apart.remove(job);
    job.state = RUNNING;
    job.attempts += 1;
    job.changed();
    this.#runs.start(job, grantedAtMs, nowMs, giver, id);
  }

  cancel(job: PoolJob, reason?: unknown): void {
    const { state } = job;
    if (state.type === 'settled') return;
    const error = cancelledError(job, reason);
    this.#takeOut(job);
    job.end(error);
    // Last: whoever hears of it may cancel it again.
    if (state === RUNNING || state === CUT) this.#runs.abort(job, error);
    this.#changed();
  }

  /** The page goes away: aborts every run. The jobs go back to the head of their lanes as their tasks settle. */
  cutAll(): void {
    for (const job of this.#runs.all()) this.cut(job);
  }

  /** Aborts one run; its job goes back to the head of its lane when its task has settled. */
  cut(job: PoolJob): void {
    if (job.state !== RUNNING) return;
    job.state = CUT;
    this.#runs.abort(job, cutError(job));
  }

  /** Cancels what waits; what runs goes on. */
  clear(): void {
    for (const job of this.#waitingJobs()) this.cancel(job);
  }

  /** The limit is lower now: what is wider than that could never run. */
  failWiderThan(limit: number): void {
    for (const job of this.#waitingJobs()) {
      if (job.weight <= limit) continue;
      this.#takeOut(job);
      job.fail(tooWideError(job, limit));
      this.#changed();
    }
  }

  /** Settles every job with `error`. Runs that do not heed their signal are no longer waited for. */
  endAll(error: CuelightError): void {
    for (const job of [...this.#runs.all(), ...this.#apart.all(), ...this.#queue.all()])
      this.cancel(job, error);
    this.#runs.stop();
    this.#changed();
  }

  /** Up to date while a snapshot of a waiting job is made. */
  get unitsWaiting(): number {
    return this.#places.unitsWaiting;
  }

  waitingSnapshot(job: PoolJob): JobSnapshot {
    this.#places.bringUpToDate();
    return this.#pool.waitingSnapshot(job);
  }

  /** Tells the jobs somebody looks at that their standing may have changed. */
  refreshObserved(): void {
    if (this.observed.size > 0) for (const job of this.observed) job.changed();
  }

  /** In the queue, waiting for their own retry, or for the locks of a grant. */
  #waitingJobs(): PoolJob[] {
    return [...this.#queue.all(), ...this.#apart.all()];
  }

  /** Before it is settled. */
  #takeOut(job: PoolJob): void {
    const { state } = job;
    if (state === QUEUED) this.#queue.remove(job);
    else if (state !== RUNNING && state !== CUT) this.#apart.remove(job);
    if (state.type === 'parked') state.unpark();
  }

  succeeded(job: PoolJob, value: unknown): Outcome {
    if (job.state.type === 'settled') return CANCELLED;
    job.succeed(value);
    return OK;
  }

  failed(job: PoolJob, grantedAtMs: number, error: unknown): Outcome {
    if (job.state.type === 'settled') return CANCELLED;
    if (job.state !== CUT) return this.#refusedOrFailed(job, grantedAtMs, error);
    this.#requeue(job);
    return CANCELLED;
  }

  #refusedOrFailed(job: PoolJob, grantedAtMs: number, error: unknown): Outcome {
    const decision = this.#failedTries.decide(job, grantedAtMs, error);
    switch (decision.verdict) {
      case 'gate':
        this.#requeue(job);
        break;
      case 'later':
        this.#park(job, decision.inMs);
        break;
      case 'fail':
        job.fail(error);
        break;
    }
    return outcomeOf(error);
  }

  /** Of a job that runs no more. */
  #park(job: PoolJob, inMs: number): void {
    const { clock } = this.#options;
    const unpark = clock.setTimer(inMs, () => {
      if (job.state.type === 'parked') this.#requeue(job);
    });
    this.#apart.insert(job, null);
    job.state = { type: 'parked', untilMs: clock.now() + inMs, unpark };
    job.changed();
  }

  #requeue(job: PoolJob): void {
    this.#takeOut(job);
    job.state = QUEUED;
    this.#queue.putBack(job);
    this.#changed();
  }

  #changed(): void {
    this.#places.changed();
    this.#pool.workChanged();
  }
}
