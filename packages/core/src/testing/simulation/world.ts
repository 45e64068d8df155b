import { CuelightError } from '../../errors.ts';
import type { LockRequest } from '../../platform/locks.ts';
import type { Message } from '../../pool/protocol.ts';
import type { Pool } from '../../pool/types.ts';
import type { PoolOptions } from '../../pool/pool-options.ts';
import type { Platform } from '../../platform/platform.ts';
import { seededRandom } from '../seeded-random.ts';
import { VirtualAccount } from '../virtual-account.ts';
import { VirtualBrowser } from '../virtual-browser.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { delaysOf } from './delays.ts';
import { Violation, type Invariant } from './invariant.ts';
import {
  isConductor,
  isRunning,
  observed,
  type Page,
  type PageObserver,
  type Run,
  type RunEnd,
  type SimulatedJob,
} from './page.ts';
import type { JobRequest, Schedule } from './schedule.ts';
import { SlotsOfJobs } from './slots-of-jobs.ts';
import { Wire } from './wire.ts';

export type CreatePool = (platform: Platform, name: string, options: PoolOptions) => Pool;

export interface WorldOptions {
  readonly createPool: CreatePool;
  /** Gets a line for everything that happens. */
  readonly onTrace?: (line: string) => void;
}

const POOL_NAME = 'speech';
export const SLOT_PREFIX: string = `cuelight:${POOL_NAME}:slot:`;
/** Promise chains of the pool are shorter; the fewer turns, the more schedules a second. */
const MICROTASK_TURNS = 14;

/** The tabs, the account and the jobs of one schedule. */
export class World implements PageObserver {
  readonly schedule: Schedule;
  readonly clock: VirtualClock = new VirtualClock({ microtaskTurns: MICROTASK_TURNS });
  readonly browser: VirtualBrowser;
  readonly account: VirtualAccount;
  readonly wire: Wire = new Wire(this.clock);
  /** By place: the page that is there now. */
  readonly places: Map<number, Page> = new Map();
  /** All that ever were. */
  readonly pages: Page[] = [];
  readonly jobs: SimulatedJob[] = [];
  readonly slots: SlotsOfJobs;
  readonly invariants: Invariant[] = [];
  violation: Violation | null = null;
  /** A page asked all pages to cancel what waits, once or more. */
  wasClearedForAll = false;
  readonly #options: WorldOptions;

  constructor(schedule: Schedule, options: WorldOptions) {
    this.schedule = schedule;
    this.#options = options;
    const { seed, engine, storage, limit, cutLagMs, endLagMs } = schedule;
    this.browser = new VirtualBrowser({
      seed,
      engine,
      storage,
      clock: this.clock,
      delayMs: delaysOf(schedule.delays, seededRandom(seed + 1)),
      arrivals: (_, from, to) => this.wire.arrivals(from, to),
    });
    this.slots = new SlotsOfJobs(this.browser, SLOT_PREFIX);
    this.account = new VirtualAccount(this.clock, limit, { cutLagMs, endLagMs });
  }

  get nowMs(): number {
    return this.clock.now();
  }

  /** The pages that are not gone. */
  get livingPages(): Page[] {
    return this.pages.filter(({ tab }) => !tab.isGone);
  }

  violate(rule: string, what: string): void {
    this.violation ??= new Violation(rule, what, this.nowMs);
    this.trace(() => `VIOLATION of ${rule}: ${what}`);
  }

  /** `line` is only made if somebody reads it. */
  trace(line: () => string): void {
    this.#options.onTrace?.(`${this.nowMs.toFixed(3).padStart(10)}  ${line()}`);
  }

  /** Whether code of the page can run: only then does it ask for anything. */
  isAwake({ tab }: Pick<Page, 'tab'>): boolean {
    return (tab.state === 'active' || tab.state === 'hidden') && !this.browser.isAsleep;
  }

  /** Somebody wants a job done. A place without a page gets one. */
  add(place: number, request: JobRequest): void {
    const page = this.#pageAt(place);
    const { lane, weight, durationMs, abortsAfterMs } = request;
    if (!this.isAwake(page) || weight > page.limit) return;
    page.pool ??= this.#createPool(page);
    const number = this.jobs.length;
    const name = `${page.tab.id}.${number}`;
    const task = this.account.task(name, durationMs, weight, { tab: page.tab, abortsAfterMs });
    const job: SimulatedJob = {
      number,
      page,
      name,
      lane,
      weight,
      durationMs,
      addedAtMs: this.nowMs,
      runs: [],
      handle: null,
      settled: null,
      isUnwanted: false,
    };
    const handle = page.pool.run(({ signal }) => this.#run(job, signal, () => task({ signal })), {
      lane,
      weight,
    });
    job.handle = handle;
    this.jobs.push(job);
    page.jobs.push(job);
    this.trace(() => `${name} is added`);
    for (const invariant of this.invariants) invariant.added?.(job);
    handle.finished.then(
      () => this.#settled(job, 'done'),
      (error: unknown) => {
        const isEnd = CuelightError.is(error) && (error.code === 'cancelled' || error.code === 'closed');
        this.#settled(job, isEnd ? 'cancelled' : 'failed');
      },
    );
  }

  closePool(page: Page): void {
    for (const job of page.jobs) job.isUnwanted = true;
    page.pool?.close();
    page.pool = null;
    page.pools += 1;
    page.isPaused = false;
  }

  posted(message: Message, page: Page): void {
    this.trace(() => `${page.tab.id} posts ${JSON.stringify(message)}`);
    this.#noticeConductor(page);
    if (message.type === 'hello') this.#noticeHello(page);
    if (message.type === 'leave') this.#cutAll(page, ({ isAborted }) => isAborted);
    for (const invariant of this.invariants) invariant.posted?.(message, page);
  }

  heard(message: Message, page: Page): void {
    this.trace(() => `${page.tab.id} hears ${message.type}`);
    for (const invariant of this.invariants) invariant.heard?.(message, page);
  }

  asksForLock(name: string, page: Page, how: LockRequest['how']): void {
    if (how === 'steal') this.trace(() => `${page.tab.id} steals ${name}`);
    if (how === 'steal' && name.endsWith(':conductor')) {
      for (const invariant of this.invariants) invariant.stealsConductor?.(name, page);
    }
    if (!name.startsWith(SLOT_PREFIX)) return;
    this.#noticeConductor(page);
    for (const invariant of this.invariants) invariant.asksForSlot?.(name, page, how);
  }

  /** A conductor may let its own job start before it says a word. */
  #noticeConductor(page: Page): void {
    if (!isConductor(page)) page.conducts = 'not';
    else if (page.conducts === 'not') this.#begins(page, 'silently');
  }

  #noticeHello(page: Page): void {
    if (page.conducts === 'silently') page.conducts = 'openly';
    else this.#begins(page, 'openly');
  }

  #begins(page: Page, how: 'silently' | 'openly'): void {
    page.conducts = how;
    for (const invariant of this.invariants) invariant.conducts?.(page);
  }

  async #run(job: SimulatedJob, signal: AbortSignal, task: () => Promise<string>): Promise<string> {
    const run: Run = {
      startedAtMs: this.nowMs,
      end: null,
      refusal: null,
      isAborted: false,
      isCut: false,
    };
    this.slots.started(job);
    this.trace(() => `${job.name} starts`);
    this.#noticeConductor(job.page);
    for (const invariant of this.invariants) invariant.started?.(job);
    job.runs.push(run);
    signal.addEventListener('abort', () => {
      run.isAborted = true;
      const isCancelled = CuelightError.is(signal.reason) && signal.reason.code === 'cancelled';
      if (isCancelled || run.isCut) return;
      run.isCut = true;
      this.#cut(job);
    });
    try {
      const value = await task();
      this.#ended(job, run, 'done');
      return value;
    } catch (error) {
      const isRefusal = CuelightError.is(error) && !run.isAborted;
      if (isRefusal) run.refusal = { kind: error.code, retryAfterMs: error.details.retryAfterMs };
      this.#ended(job, run, run.isAborted ? 'cut' : isRefusal ? 'refused' : 'failed');
      throw error;
    }
  }

  /** Nobody waits for these requests any more, though some may take a moment to end. */
  #cutAll(page: Page, isMeant: (run: Run) => boolean): void {
    for (const job of page.jobs) {
      const run = job.runs.at(-1);
      if (run === undefined || !isRunning(job) || run.isCut || !isMeant(run)) continue;
      run.isCut = true;
      this.#cut(job);
    }
  }

  #cut(job: SimulatedJob): void {
    for (const invariant of this.invariants) invariant.cut?.(job);
  }

  #ended(job: SimulatedJob, run: Run, end: RunEnd): void {
    if (run.end !== null) return;
    run.end = end;
    this.trace(() => `${job.name} ends: ${end}`);
    for (const invariant of this.invariants) invariant.ended?.(job, end);
  }

  #settled(job: SimulatedJob, how: 'done' | 'failed' | 'cancelled'): void {
    job.settled = how;
    this.trace(() => `${job.name} is settled: ${how}`);
    for (const invariant of this.invariants) invariant.settled?.(job);
  }

  #pageAt(place: number): Page {
    const there = this.places.get(place);
    if (there !== undefined && !there.tab.isGone) return there;
    // Pages that were opened at other times have other origins of time.
    const { limit, pages } = this.schedule;
    const tab = this.browser.openTab({ ...pages?.[place], originMs: this.pages.length * 1000 });
    const page: Page = {
      place,
      tab,
      pool: null,
      pools: 0,
      limit,
      isPaused: false,
      conducts: 'not',
      mayLackLocks: pages?.[place] !== undefined,
      jobs: [],
    };
    this.places.set(place, page);
    this.pages.push(page);
    tab.onConnectionLost(() => this.#cutAll(page, () => true));
    tab.onGone(() => {
      this.trace(() => `${tab.id} is gone`);
      for (const job of page.jobs) {
        const run = job.runs.at(-1);
        if (run !== undefined) this.#ended(job, run, 'gone');
      }
      for (const invariant of this.invariants) invariant.gone?.(page);
    });
    return page;
  }

  #createPool(page: Page): Pool {
    const { releaseLagMs, ageingMs, longestRequestMs } = this.schedule;
    const platform = observed(page.tab.platform, page, this);
    const { limit } = page;
    const options = { limit, releaseLagMs, ageingMs, longestRequestMs };
    const pool = this.#options.createPool(platform, POOL_NAME, options);
    page.mayLackLocks ||= pool.getState().mode !== 'coordinated';
    return pool;
  }
}
