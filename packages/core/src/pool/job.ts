import { CuelightError } from '../errors.ts';
import type { Undo } from '../platform/clock.ts';
import type { QueueEntry } from '../scheduler/job-queue.ts';
import type { Lane } from '../scheduler/lane.ts';
import { createDerivedStore, type DerivedStore } from '../store.ts';
import type { Job, JobSnapshot, Task } from './types.ts';

/**
 * `queued`: waiting in its lane. `parked`: waiting for its own retry. `bound`: has a grant, waits for the slot
 * locks. `running`: its task runs. `cut`: its task was aborted because the page went away; it goes back into
 * the queue when the task has settled. `settled`: over.
 */
export type JobState =
  | { readonly type: 'queued' | 'bound' }
  | { readonly type: 'parked'; readonly untilMs: number; readonly unpark: Undo }
  | { readonly type: 'running' | 'cut'; readonly run: TaskRun }
  | { readonly type: 'settled'; readonly snapshot: JobSnapshot };

const QUEUED: JobState = { type: 'queued' };

export interface JobSettings {
  readonly number: number;
  readonly lane: Lane;
  readonly weight: number;
  readonly units: number;
  readonly mayRetry: (error: CuelightError) => boolean;
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
  /** The refusal that put it back into the queue. */
  refusal: CuelightError | null = null;
  firstRefusedAtMs = 0;
  /** Set while the user's signal is listened to. */
  unlisten: Undo | null = null;
  /** Its place in its own lane, 1 for the first; numbered only when somebody asks. */
  place = 0;
  readonly #owner: JobOwner;
  #resolve!: (value: unknown) => void;
  #reject!: (error: unknown) => void;
  #store: DerivedStore<JobSnapshot> | null = null;
  #subscribe: Job<unknown>['subscribe'] | null = null;

  constructor(owner: JobOwner, task: Task<unknown>, settings: JobSettings) {
    this.#owner = owner;
    this.task = task;
    this.number = settings.number;
    this.lane = settings.lane;
    this.weight = settings.weight;
    this.units = settings.units;
    this.mayRetry = settings.mayRetry;
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get id(): string {
    return `job-${this.number}`;
  }

  cancel(): void {
    this.#owner.cancel(this);
  }

  succeed(value: unknown): void {
    this.#settle({ state: 'done' });
    this.#resolve(value);
  }

  fail(error: unknown): void {
    this.#settle({ state: 'failed', error: asCuelightError(error) });
    this.#reject(error);
  }

  /** Rejects without being reported as unhandled: whoever cancels knows. */
  end(error: CuelightError): void {
    this.#settle({ state: 'cancelled' });
    this.finished.catch(() => {});
    this.#reject(error);
  }

  getState(): JobSnapshot {
    const store = this.#observable();
    // Nobody tells an unobserved job of changes: it asks.
    if (!store.isObserved) store.changed();
    return store.getState();
  }

  getInitialState(): JobSnapshot {
    return INITIAL;
  }

  /** Bound when it is first asked for: most jobs are never looked at. */
  get subscribe(): Job<unknown>['subscribe'] {
    this.#subscribe ??= (listener) => {
      const store = this.#observable();
      if (!store.isObserved) store.changed();
      const undo = store.subscribe(listener);
      if (this.state.type !== 'settled') this.#owner.observed.add(this);
      return () => {
        undo();
        if (!store.isObserved) this.#owner.observed.delete(this);
      };
    };
    return this.#subscribe;
  }

  /** What its snapshot is derived from has changed. */
  changed(): void {
    this.#store?.changed();
  }

  #observable(): DerivedStore<JobSnapshot> {
    this.#store ??= createDerivedStore(INITIAL, () => this.#snapshot());
    return this.#store;
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

  #settle(snapshot: JobSnapshot): void {
    this.state = { type: 'settled', snapshot };
    this.unlisten?.();
    this.unlisten = null;
    this.#owner.observed.delete(this);
    this.#store?.changed();
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
  readonly startedAtMs: number;
  #controller: AbortController | null = null;
  #reason: CuelightError | null = null;

  constructor(attempt: number, startedAtMs: number) {
    this.attempt = attempt;
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
