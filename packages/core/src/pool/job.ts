import { CuelightError } from '../errors.ts';
import type { Undo } from '../platform/clock.ts';
import type { QueueEntry } from '../scheduler/job-queue.ts';
import type { Lane } from '../scheduler/lane.ts';
import type { FailedTryCounts } from '../scheduler/retry.ts';
import { createDerivedStore, type DerivedStore } from '../store.ts';
import type { Job, JobSnapshot, Task } from './types.ts';

/**
 * `queued`: waiting in its lane. `parked`: waiting for its own retry. `bound`: has a grant, waits for the slot
 * locks. `running`: its task runs. `cut`: its task was aborted because the page went away; it goes back into
 * the queue when the task has settled. `settled`: over.
 */
export type JobState =
  | { readonly type: 'queued' }
  | { readonly type: 'bound'; readonly atMs: number }
  | { readonly type: 'parked'; readonly untilMs: number; readonly unpark: Undo }
  | { readonly type: 'running' | 'cut'; readonly run: TaskRun }
  | { readonly type: 'settled'; readonly snapshot: JobSnapshot };

const QUEUED: JobState = { type: 'queued' };
const DONE: JobState = { type: 'settled', snapshot: { state: 'done' } };
const CANCELLED: JobState = { type: 'settled', snapshot: { state: 'cancelled' } };

export interface JobSettings {
  readonly lane: Lane;
  readonly weight: number;
  readonly units: number;
  readonly mayRetry: (error: CuelightError) => boolean;
}

/** What those who look at a job have of it. */
interface JobView {
  readonly store: DerivedStore<JobSnapshot>;
  readonly subscribe: Job<unknown>['subscribe'];
}

/** One job of this tab: its record, its promise and its snapshot. What happens to it is decided elsewhere. */
export class PoolJob implements Job<unknown>, QueueEntry<PoolJob> {
  readonly number: number;
  readonly lane: Lane;
  readonly weight: number;
  readonly units: number;
  readonly mayRetry: (error: CuelightError) => boolean;
  readonly task: Task<unknown>;
  readonly finished: Promise<unknown>;
  previous: PoolJob | null = null;
  next: PoolJob | null = null;
  state: JobState = QUEUED;
  /** How many times its task has been started. */
  attempts = 0;
  /** Set once it was refused and put back into the queue. */
  refused: {
    readonly reason: CuelightError;
    readonly firstAtMs: number;
    readonly tries: FailedTryCounts;
  } | null = null;
  /** Set while the user's signal is listened to. */
  unlisten: Undo | null = null;
  /** Its place in its own lane, 1 for the first; numbered only when somebody asks. */
  place = 0;
  readonly #owner: JobOwner;
  /** Rejects too, when it is given a rejected promise: one closure a job is enough. */
  #settlePromise!: (value: unknown) => void;
  #view: JobView | null = null;

  constructor(owner: JobOwner, number: number, task: Task<unknown>, settings: JobSettings) {
    this.#owner = owner;
    this.task = task;
    this.number = number;
    this.lane = settings.lane;
    this.weight = settings.weight;
    this.units = settings.units;
    this.mayRetry = settings.mayRetry;
    this.finished = new Promise((resolve) => {
      this.#settlePromise = resolve;
    });
  }

  get id(): string {
    return `job-${this.number}`;
  }

  cancel(): void {
    this.#owner.cancel(this);
  }

  succeed(value: unknown): void {
    this.#settle(DONE);
    this.#settlePromise(value);
  }

  fail(error: unknown): void {
    const snapshot: JobSnapshot = { state: 'failed', error: asCuelightError(error) };
    this.#settle({ type: 'settled', snapshot });
    this.#settlePromise(Promise.reject(error));
  }

  /** Rejects without being reported as unhandled: whoever cancels knows. */
  end(error: CuelightError): void {
    this.#settle(CANCELLED);
    this.finished.catch(() => {});
    this.#settlePromise(Promise.reject(error));
  }

  getState(): JobSnapshot {
    const { store } = this.#viewed();
    // Nobody tells an unobserved job of changes: it asks.
    if (!store.isObserved) store.changed();
    return store.getState();
  }

  getInitialState(): JobSnapshot {
    return INITIAL;
  }

  get subscribe(): Job<unknown>['subscribe'] {
    return this.#viewed().subscribe;
  }

  /** What its snapshot is derived from has changed. */
  changed(): void {
    this.#view?.store.changed();
  }

  /** Made when it is first asked for: most jobs are never looked at. */
  #viewed(): JobView {
    this.#view ??= this.#createView();
    return this.#view;
  }

  #createView(): JobView {
    const store = createDerivedStore(INITIAL, () => this.#snapshot());
    return {
      store,
      subscribe: (listener) => {
        if (!store.isObserved) store.changed();
        const undo = store.subscribe(listener);
        if (this.state.type !== 'settled') this.#owner.observed.add(this);
        return () => {
          undo();
          if (!store.isObserved) this.#owner.observed.delete(this);
        };
      },
    };
  }

  #snapshot(): JobSnapshot {
    switch (this.state.type) {
      case 'settled':
        return this.state.snapshot;
      case 'running':
        return { state: 'running', attempt: this.attempts };
      default:
        return this.#owner.waitingSnapshot(this);
    }
  }

  #settle(state: JobState): void {
    this.state = state;
    this.unlisten?.();
    this.unlisten = null;
    if (this.#view === null) return;
    this.#owner.observed.delete(this);
    this.#view.store.changed();
  }
}

export interface JobOwner {
  /** Jobs somebody looks at: only their positions are worked out. */
  readonly observed: Set<PoolJob>;
  cancel(job: PoolJob): void;
  waitingSnapshot(job: PoolJob): JobSnapshot;
}

/** The task's own view of one try. Its abort controller is made only if the task asks for the signal. */
export class TaskRun {
  readonly attempt: number;
  /** When it got its slots: what was granted together starts one after the other. */
  readonly grantedAtMs: number;
  readonly startedAtMs: number;
  #controller: AbortController | null = null;
  #reason: CuelightError | null = null;

  constructor(attempt: number, grantedAtMs: number, startedAtMs: number) {
    this.attempt = attempt;
    this.grantedAtMs = grantedAtMs;
    this.startedAtMs = startedAtMs;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason !== null) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  get isAborted(): boolean {
    return this.#reason !== null;
  }

  abort(reason: CuelightError): void {
    this.#reason ??= reason;
    this.#controller?.abort(this.#reason);
  }
}

const INITIAL: JobSnapshot = { state: 'waiting', estimated: true, waitsFor: 'word', retry: null };

function asCuelightError(error: unknown): CuelightError {
  if (CuelightError.is(error)) return error;
  return new CuelightError('transient', {
    doing: 'run a job',
    because: error instanceof Error ? error.message : 'its task threw a value that is not an error',
    advice: 'See the cause: it came from the task itself.',
    cause: error,
  });
}
