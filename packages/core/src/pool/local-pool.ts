import { CuelightError } from '../errors.ts';
import { invalidOption, knownOptions, objectOption } from '../options.ts';
import type { Locks } from '../platform/locks.ts';
import type { Platform } from '../platform/platform.ts';
import { createDerivedStore, type DerivedStore } from '../store.ts';
import type { Admission, AdmissionListener } from './admission.ts';
import { CoordinatedAdmission } from './coordinated-admission.ts';
import { FoundLimit } from './found-limit.ts';
import type { PoolJob } from './job.ts';
import { poolNames } from './names.ts';
import { checkLimit, type CheckedPoolOptions } from './pool-options.ts';
import { checkRunOptions } from './run-options.ts';
import { SingleAdmission } from './single-admission.ts';
import { initialPoolSnapshot, poolSnapshot, waitingSnapshot } from './snapshots.ts';
import type {
  AcquireOptions,
  HeldSlots,
  Job,
  JobSnapshot,
  Pool,
  PoolSnapshot,
  RunOptions,
  Task,
} from './types.ts';
import { Trace } from './trace.ts';
import { Workload, type WorkloadPool } from './workload.ts';

/** No provider forgets a cut request faster than this. */
const SHORTEST_LAG_MS = 50;

const ACQUIRE_OPTIONS: Readonly<Record<keyof AcquireOptions, true>> = {
  lane: true,
  weight: true,
  signal: true,
  onReclaim: true,
};

/** The pool as one tab has it: its jobs, and where their slots come from. */
export class LocalPool implements Pool, WorkloadPool, AdmissionListener {
  readonly name: string;
  readonly #platform: Platform;
  readonly #options: CheckedPoolOptions;
  readonly #workload: Workload;
  readonly #store: DerivedStore<PoolSnapshot>;
  /** Jobs that were given a key and are not settled. */
  readonly #keyed: Map<string, PoolJob> = new Map();
  #admission: Admission;
  #limit: number;
  readonly #found: FoundLimit | null;
  readonly #trace: Trace;
  #isClosed = false;
  readonly #runningDoing: string;

  constructor(platform: Platform, options: CheckedPoolOptions) {
    const { name, limit, isSought, releaseLagMs, retry } = options;
    const { clock, random } = platform;
    this.name = name;
    this.#platform = platform;
    this.#options = options;
    this.#runningDoing = `run a job in the pool ${JSON.stringify(name)}`;
    this.#limit = limit;
    this.#workload = new Workload(this, { clock, random, retry, releaseLagMs });
    this.#trace = new Trace(clock);
    this.#found = isSought ? new FoundLimit(platform.storage, clock, poolNames(name).foundLimit) : null;
    this.#admission = this.#admit(platform.locks);
    this.#store = createDerivedStore(
      initialPoolSnapshot(name, this.#admission.mode, limit, isSought ? 1 : limit),
      () => poolSnapshot(name, this.#admission, this.#workload, clock.now()),
    );
  }

  getState(): PoolSnapshot {
    if (!this.#store.isObserved) this.#store.changed();
    return this.#store.getState();
  }

  getInitialState(): PoolSnapshot {
    return this.#store.getInitialState();
  }

  readonly subscribe: Pool['subscribe'] = (listener) => {
    if (!this.#isClosed) this.#admission.watch();
    return this.#store.subscribe(listener);
  };

  run<T>(task: Task<T>, options?: RunOptions): Job<T> {
    const job = this.#run(task, options);
    // The record keeps tasks of any type in one queue; what comes out is what this task's promise gave.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return job as Job<T>;
  }

  async acquire(options: AcquireOptions = {}): Promise<HeldSlots> {
    const doing = `take slots of the pool ${JSON.stringify(this.name)}`;
    objectOption(doing, 'options', options);
    knownOptions(doing, options, ACQUIRE_OPTIONS);
    const { onReclaim, ...runOptions } = options;
    if (onReclaim !== undefined && typeof onReclaim !== 'function')
      throw invalidOption(doing, 'onReclaim', onReclaim, 'a function');
    return new Promise((resolve, reject) => {
      const job = this.#run(
        ({ signal }) =>
          new Promise<void>((letGo) => {
            let isOver = false;
            const setIdle = (isIdle: boolean): void => {
              if (onReclaim !== undefined && !isOver) this.#workload.setIdle(job, isIdle ? onReclaim : null);
            };
            const release = (): void => {
              isOver = true;
              this.#workload.idle.released(job);
              letGo();
            };
            this.#workload.holds(job);
            // Lost slots are as good as released: there is nothing to try again.
            signal.addEventListener('abort', release, { once: true });
            resolve({ signal, setIdle, release });
          }),
        { ...runOptions, mayRetry: () => false },
      );
      // Only now: as long as they are on their way back, nobody else needs to be asked.
      const forget = (): void => this.#workload.idle.delete(job);
      job.finished.then(forget, (error: unknown) => {
        forget();
        reject(error);
      });
    });
  }

  pause(): void {
    this.#workload.pause();
  }

  resume(): void {
    this.#workload.resume();
  }

  setLimit(limit: number): void {
    const doing = `change the limit of the pool ${JSON.stringify(this.name)}`;
    this.#limit = checkLimit(doing, limit);
    this.#workload.failWiderThan(this.#limit);
    this.#admission.setLimit(this.#limit);
    this.poolChanged();
  }

  reportLimit(limit: number): void {
    const doing = `take a report of the limit in the pool ${JSON.stringify(this.name)}`;
    this.#admission.reportLimit(checkLimit(doing, limit));
    this.poolChanged();
  }

  trace(): string[] {
    return this.#trace.lines();
  }

  clear(options: { readonly allTabs?: boolean } = {}): void {
    this.clearedHere();
    if (options.allTabs === true) this.#admission.clearOthers();
  }

  retryNow(): void {
    if (!this.#isClosed) this.#admission.openGate(null);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const because = 'the pool was closed';
    this.#workload.endAll(
      new CuelightError('closed', { doing: 'finish a job', because, advice: 'Nothing to do.' }),
    );
    this.#admission.close();
    this.#store.changed();
  }

  workChanged(): void {
    this.#admission.workChanged();
    this.poolChanged();
  }

  waitingSnapshot(job: PoolJob): JobSnapshot {
    return waitingSnapshot(job, this.#admission, this.#workload, this.#platform.clock.now());
  }

  poolChanged(): void {
    this.#store.changed();
    this.#workload.refreshObserved();
  }

  cannotCoordinate(): void {
    this.#admission.close();
    this.#admission = this.#admission.mode === 'coordinated' ? this.#admit(null) : this.#singly();
    this.workChanged();
  }

  limitIsLowerElsewhere(own: number, lower: number): void {
    console.warn(
      `[cuelight] The pool ${JSON.stringify(this.name)} has a limit of ${own} here and of ${lower} in another tab: ` +
        'the lower one holds for all tabs. Give every tab the same limit.',
    );
  }

  clearedHere(): void {
    this.#workload.clear();
  }

  #run(task: Task<unknown>, options: RunOptions | undefined): PoolJob {
    const doing = this.#runningDoing;
    if (typeof task !== 'function') {
      throw invalidOption(doing, 'task', task, 'a function that returns a promise');
    }
    if (this.#isClosed) {
      throw new CuelightError('closed', {
        doing,
        because: 'the pool is closed',
        advice: 'Create a new pool.',
      });
    }
    const settings = checkRunOptions(doing, options);
    const dedupeKey = options?.dedupeKey;
    const same = dedupeKey === undefined ? undefined : this.#keyed.get(dedupeKey);
    if (same !== undefined) return same;
    this.#checkRoom(doing, settings.weight);
    const job = this.#workload.add(task, settings, options?.signal);
    if (dedupeKey !== undefined) this.#keepKey(dedupeKey, job);
    return job;
  }

  #checkRoom(doing: string, weight: number): void {
    if (weight > this.#limit) {
      throw new CuelightError('weight-over-limit', {
        doing,
        because: `its weight of ${weight} is over the pool's limit of ${this.#limit}, so it could never run`,
        details: { weight, limit: this.#limit },
      });
    }
    const { maxQueued } = this.#options;
    if (this.#workload.queued < maxQueued) return;
    throw new CuelightError('queue-full', {
      doing,
      because: `this tab's queue holds ${this.#workload.queued} already, and maxQueued is ${maxQueued}`,
      details: { queued: this.#workload.queued, limit: maxQueued },
    });
  }

  /** Not by its promise: whoever listens to that takes its failure for handled. */
  #keepKey(key: string, job: PoolJob): void {
    if (job.state.type === 'settled') return;
    this.#keyed.set(key, job);
    const { unlisten } = job;
    job.unlisten = () => {
      unlisten?.();
      this.#keyed.delete(key);
    };
  }

  #admit(locks: Locks | null): Admission {
    const { name, releaseLagMs, ageingMs, longestRequestMs, mode } = this.#options;
    const { openChannel } = this.#platform;
    if (mode === 'single' || openChannel === null) return this.#singly();
    return new CoordinatedAdmission(
      this.#workload,
      {
        name,
        limit: this.#limit,
        found: this.#found,
        trace: this.#trace,
        releaseLagMs: Math.max(SHORTEST_LAG_MS, releaseLagMs),
        ageingMs,
        leaseMs: longestRequestMs,
        platform: this.#platform,
        locks,
        openChannel,
      },
      this,
    );
  }

  #singly(): Admission {
    const { releaseLagMs, ageingMs } = this.#options;
    const { clock, random, lifecycle } = this.#platform;
    const settings = {
      limit: this.#limit,
      releaseLagMs: Math.max(SHORTEST_LAG_MS, releaseLagMs),
      ageingMs,
      found: this.#found,
      trace: this.#trace,
    };
    return new SingleAdmission(this.#workload, { ...settings, clock, random, lifecycle }, this);
  }
}
