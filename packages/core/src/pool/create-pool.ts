import { CuelightError } from '../errors.ts';
import { choiceOption, invalidOption, numberOption, stringOption } from '../options.ts';
import { browserPlatform } from '../platform/browser-platform.ts';
import type { Platform } from '../platform/platform.ts';
import { LANES } from '../scheduler/lane.ts';
import { DEFAULT_RETRY_LIMITS } from '../scheduler/retry.ts';
import { createDerivedStore, type DerivedStore } from '../store.ts';
import type { Admission, AdmissionListener } from './admission.ts';
import { CoordinatedAdmission } from './coordinated-admission.ts';
import type { PoolJob } from './job.ts';
import { SingleAdmission } from './single-admission.ts';
import { initialPoolSnapshot, poolSnapshot, waitingSnapshot } from './snapshots.ts';
import type { Job, JobSnapshot, Pool, PoolSnapshot, RunOptions, Task } from './types.ts';
import { Workload, type WorkloadPool } from './workload.ts';

export interface PoolOptions {
  /** Slots of the account, over all tabs: 1 to 1000. */
  readonly limit: number;
  /** How long the account may still count a request that was cut, in milliseconds. @default 50 */
  readonly releaseLagMs?: number;
  /** A waiting lane is served like the next higher one after so long, in milliseconds. @default 20,000 */
  readonly ageingMs?: number;
  /** `single`: this tab alone, without locks or messages. @default 'coordinated', where the browser can */
  readonly mode?: 'coordinated' | 'single';
}

/**
 * A queue in front of an account that allows `limit` requests at once, shared by every tab of this origin that
 * creates a pool of the same `name`. Opens nothing before the first job. Where the page has no Web Locks or no
 * BroadcastChannel (a server, a worker, plain http) it works for this tab alone, with `mode: 'single'`.
 *
 * @throws CuelightError `invalid-option`
 */
export function createPool(name: string, options: PoolOptions): Pool {
  return createPoolOn(browserPlatform(), name, options);
}

/** `createPool` on a given platform: for simulations. */
export function createPoolOn(platform: Platform, name: string, options: PoolOptions): Pool {
  return new LocalPool(platform, name, options);
}

class LocalPool implements Pool, WorkloadPool {
  readonly name: string;
  readonly #platform: Platform;
  readonly #limit: number;
  readonly #workload: Workload;
  #admission: Admission;
  readonly #store: DerivedStore<PoolSnapshot>;
  #isClosed = false;

  constructor(platform: Platform, name: string, options: PoolOptions) {
    const doing = `create the pool ${JSON.stringify(name)}`;
    this.name = stringOption(doing, 'name', name);
    this.#limit = numberOption(doing, 'limit', options.limit, 1, { min: 1, max: 1000, integer: true });
    const releaseLagMs = numberOption(doing, 'releaseLagMs', options.releaseLagMs, 50, {
      min: 0,
      max: 60_000,
    });
    const ageingMs = numberOption(doing, 'ageingMs', options.ageingMs, 20_000, { min: 100 });
    const mode = choiceOption(doing, 'mode', options.mode, ['coordinated', 'single'], 'coordinated');
    const { clock, random, lifecycle } = platform;
    this.#platform = platform;
    this.#workload = new Workload(this, { clock, random, retry: DEFAULT_RETRY_LIMITS, releaseLagMs });
    const settings = { limit: this.#limit, releaseLagMs: Math.max(SHORTEST_LAG_MS, releaseLagMs), ageingMs };
    const { locks, openChannel } = platform;
    const singly = (): Admission =>
      new SingleAdmission(this.#workload, { ...settings, clock, random, lifecycle }, listener);
    const listener: AdmissionListener = {
      poolChanged: () => this.#poolChanged(),
      cannotCoordinate: () => {
        this.#admission.close();
        this.#admission = singly();
        this.workChanged();
      },
    };
    this.#admission =
      mode === 'single' || locks === null || openChannel === null
        ? singly()
        : new CoordinatedAdmission(
            this.#workload,
            { ...settings, name, platform, locks, openChannel },
            listener,
          );
    const initial = initialPoolSnapshot(name, this.#admission.mode, this.#limit);
    this.#store = createDerivedStore(initial, () =>
      poolSnapshot(name, this.#admission, this.#workload, clock.now()),
    );
  }

  getState(): PoolSnapshot {
    if (!this.#store.isObserved) this.#store.changed();
    return this.#store.getState();
  }

  getInitialState(): PoolSnapshot {
    return this.#store.getInitialState();
  }

  subscribe(listener: (state: PoolSnapshot, previous: PoolSnapshot) => void): () => void {
    return this.#store.subscribe(listener);
  }

  run<T>(task: Task<T>, options: RunOptions = {}): Job<T> {
    const doing = `run a job in the pool ${JSON.stringify(this.name)}`;
    if (typeof task !== 'function')
      throw invalidOption(doing, 'task', task, 'a function that returns a promise');
    if (this.#isClosed) {
      throw new CuelightError('closed', {
        doing,
        because: 'the pool is closed',
        advice: 'Create a new pool.',
      });
    }
    const weight = numberOption(doing, 'weight', options.weight, 1, { min: 1, integer: true });
    if (weight > this.#limit) {
      throw new CuelightError('weight-over-limit', {
        doing,
        because: `its weight of ${weight} is over the pool's limit of ${this.#limit}, so it could never run`,
        details: { weight, limit: this.#limit },
      });
    }
    const lane = choiceOption(doing, 'lane', options.lane, LANES, 'normal');
    const units = numberOption(doing, 'units', options.units, 1, { min: 0 });
    const mayRetry = options.mayRetry ?? (() => true);
    // The record keeps tasks of any type in one queue; what comes out is what this task's promise gave.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return this.#workload.add(task, { lane, weight, units, mayRetry }, options.signal) as Job<T>;
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
    this.#poolChanged();
  }

  waitingSnapshot(job: PoolJob): JobSnapshot {
    return waitingSnapshot(job, this.#admission, this.#workload, this.#platform.clock.now());
  }

  #poolChanged(): void {
    this.#store.changed();
    this.#workload.refreshObserved();
  }
}

/** No provider forgets a cut request faster than this. */
const SHORTEST_LAG_MS = 50;
