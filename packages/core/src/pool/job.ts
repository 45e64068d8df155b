import { CuelightError } from '../errors.ts';
import type { Undo } from '../platform/clock.ts';
import type { QueueEntry } from '../scheduler/job-queue.ts';
import type { Lane } from '../scheduler/lane.ts';
import type { FailedTryCounts } from '../scheduler/retry.ts';
import { createDerivedStore, type DerivedStore } from '../store.ts';
import type { Job, JobSnapshot, Task } from './types.ts';

/**
 * `queued`: waiting in its lane. `parked`: waiting for its own retry. `bound`: has a grant, waits for the slot
 * locks. `running`: its task runs. `cut`: so it does, but was aborted because the page went away: the job goes back
 * into the queue when the task has settled. `settled`: over.
 */
export type JobState =
  | { readonly type: 'queued' | 'bound' | 'running' | 'cut' }
  | { readonly type: 'parked'; readonly untilMs: number; readonly unpark: Undo }
  | { readonly type: 'settled'; readonly snapshot: JobSnapshot };

const DONE: JobState = { type: 'settled', snapshot: { state: 'done' } };
const CANCELLED: JobState = { type: 'settled', snapshot: { state: 'cancelled' } };

export const QUEUED: JobState = { type: 'queued' };
export const BOUND: JobState = { type: 'bound' };
export const RUNNING: JobState = { type: 'running' };
export const CUT: JobState = { type: 'cut' };

/** Shared by all jobs that ask for nothing special: a waiting job is kept small. */
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
  readonly task: Task<unknown>;
  readonly settings: JobSettings;
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
  /** Ends what holds only until it is settled: listening to the user's signal, being found by its key. */
  unlisten: Undo | null = null;
  /** Its place in its own lane, 1 for the first; numbered only when somebody asks. */
  place = 0;
  readonly #owner: JobOwner;
  /** Rejects too, when it is given a rejected promise: one closure a job is enough. */
  #settlePromise!: (value: unknown) => void;
  #view: JobView | null = null;

  constructor(owner: JobOwner, number: number, task: Task<unknown>, settings: JobSettings) {
    this.#owner = owner;
    this.number = number;
    this.task = task;
    this.settings = settings;
    this.finished = new Promise((resolve) => {
      this.#settlePromise = resolve;
    });
  }

  get id(): string {
    return `job-${this.number}`;
  }

  get lane(): Lane {
    return this.settings.lane;
  }

  get weight(): number {
    return this.settings.weight;
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

const INITIAL: JobSnapshot = { state: 'waiting', estimated: true, waitsFor: 'word', retry: null };

function asCuelightError(error: unknown): CuelightError {
  if (CuelightError.is(error)) return error;
  return new CuelightError('transient', {
    doing: 'run a job',
    because: messageOf(error) ?? 'its task threw a value that is not an error',
    advice: 'See the cause: it came from the task itself.',
    cause: error,
  });
}

function messageOf(thrown: unknown): string | null {
  try {
    return thrown instanceof Error ? thrown.message : null;
  } catch {
    // Some values cannot be looked at.
    return null;
  }
}
