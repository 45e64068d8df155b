import { createStore, type StoreApi } from 'zustand/vanilla';
import { CuelightError } from '../../../src/errors.ts';
import type { Job, JobSnapshot, Pool, PoolSnapshot, RunOptions, Task } from '../../../src/pool/types.ts';
import type { Lane } from '../../../src/scheduler/lane.ts';

/** A pool that starts and ends jobs when the test says so, and keeps the contract of `pool/types.ts` otherwise. */
export class FakePool implements Pool {
  readonly name = 'fake';
  readonly jobs: StagedJob[] = [];
  isClosed = false;
  probes = 0;
  /** Thrown by the next `run`. */
  refuseWith: CuelightError | null = null;
  readonly #store: StoreApi<PoolSnapshot> = createStore<PoolSnapshot>(() => IDLE);

  readonly getState = (): PoolSnapshot => this.#store.getState();
  readonly getInitialState = (): PoolSnapshot => this.#store.getInitialState();
  readonly subscribe: StoreApi<PoolSnapshot>['subscribe'] = (listener) => this.#store.subscribe(listener);

  /** Something in the pool changes. */
  change(change: Partial<PoolSnapshot>): void {
    this.#store.setState(change);
  }

  run<T>(task: Task<T>, options: RunOptions = {}): Job<T> {
    if (this.refuseWith !== null) throw this.refuseWith;
    const job = new FakeJob(task, options, `job-${this.jobs.length + 1}`);
    this.jobs.push(job);
    return job;
  }

  acquire(): Promise<never> {
    return new Promise(() => {});
  }

  pause(): void {}

  resume(): void {}

  setLimit(): void {}
  reportLimit(): void {}
  trace(): string[] {
    return [];
  }

  clear(): void {}

  retryNow(): void {
    this.probes += 1;
  }

  close(): void {
    this.isClosed = true;
    const closed = new CuelightError('closed', { doing: 'finish a job', because: 'the pool was closed' });
    for (const job of this.jobs) job.end(closed);
  }
}

/** What a test does with a job, whatever its task gives. */
export type StagedJob = Omit<FakeJob<unknown>, 'finished'>;

export class FakeJob<T> implements Job<T> {
  readonly id: string;
  readonly lane: Lane;
  readonly weight: number;
  readonly finished: Promise<T>;
  readonly options: RunOptions;
  /** How many listeners look at it. */
  observers = 0;
  /** Whether its task holds a slot. */
  isInFlight = false;
  attempts = 0;
  readonly #task: Task<T>;
  readonly #store: StoreApi<JobSnapshot> = createStore<JobSnapshot>(() => WAITING);
  #controller = new AbortController();
  #isSettled = false;
  #resolve!: (value: T) => void;
  #reject!: (error: unknown) => void;

  constructor(task: Task<T>, options: RunOptions, id: string) {
    this.id = id;
    this.lane = options.lane ?? 'normal';
    this.weight = options.weight ?? 1;
    this.options = options;
    this.#task = task;
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  readonly getState = (): JobSnapshot => this.#store.getState();
  readonly getInitialState = (): JobSnapshot => this.#store.getInitialState();
  readonly subscribe: StoreApi<JobSnapshot>['subscribe'] = (listener) => {
    const undo = this.#store.subscribe(listener);
    this.observers += 1;
    return () => {
      this.observers -= 1;
      undo();
    };
  };

  /** It waits at this place. */
  place(queuePosition: number, startsInMs?: number): void {
    const startsIn = startsInMs === undefined ? {} : { startsInMs };
    this.#store.setState({ ...WAITING, queuePosition, ...startsIn }, true);
  }

  /** It gets its slot. Does nothing if it is not waiting. */
  start(): void {
    if (this.#isSettled || this.isInFlight) return;
    this.attempts += 1;
    this.isInFlight = true;
    this.#controller = new AbortController();
    this.#store.setState({ state: 'running', attempt: this.attempts }, true);
    this.#task({ signal: this.#controller.signal, attempt: this.attempts }).then(
      (value) => this.#succeeded(value),
      (error: unknown) => this.#failed(error),
    );
  }

  /** The page goes away: the request is cut, the job waits again. */
  leave(): void {
    if (this.isInFlight) this.#controller.abort();
  }

  cancel(): void {
    this.end(new CuelightError('cancelled', { doing: 'finish a job', because: 'it was cancelled' }));
  }

  end(error: CuelightError): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#store.setState({ state: 'cancelled' }, true);
    this.finished.catch(() => undefined);
    this.#reject(error);
    this.#controller.abort();
  }

  #succeeded(value: T): void {
    this.isInFlight = false;
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#store.setState({ state: 'done' }, true);
    this.#resolve(value);
  }

  #failed(error: unknown): void {
    this.isInFlight = false;
    if (this.#isSettled) return;
    const reason = CuelightError.is(error) ? error : null;
    const wasCut = this.#controller.signal.aborted;
    if (wasCut || (reason?.retryable === true && this.options.mayRetry?.(reason) !== false)) {
      const retry = reason === null ? null : { inMs: 500, atMs: 500, attempt: this.attempts + 1, reason };
      this.#store.setState({ ...WAITING, retry }, true);
      return;
    }
    this.#isSettled = true;
    if (reason !== null) this.#store.setState({ state: 'failed', error: reason }, true);
    this.#reject(error);
  }
}

const WAITING: JobSnapshot & { state: 'waiting' } = {
  state: 'waiting',
  estimated: false,
  waitsFor: 'turn',
  retry: null,
};

const IDLE: PoolSnapshot = {
  name: 'fake',
  mode: 'single',
  role: 'idle',
  limit: 1,
  workingLimit: 1,
  inUse: 0,
  waiting: { interactive: 0, normal: 0, background: 0 },
  tabs: [],
  gate: null,
  isPaused: false,
};
