import type { CuelightError } from '../errors.ts';
import type { GateKind } from '../scheduler/gate.ts';
import type { Lane } from '../scheduler/lane.ts';
import type { ReadonlyStore } from '../store.ts';

/** How far the tabs of the app are known to each other: see `docs/architecture.md`. */
export type PoolMode = 'coordinated' | 'degraded' | 'single';

export interface GateSnapshot {
  /** Why nothing is sent for now. */
  readonly kind: GateKind;
  /** On the clock of `performance.now()` of this tab; `null`: only `retryNow()` opens it. */
  readonly opensAtMs: number | null;
  /** How many times in a row it has closed. */
  readonly attempt: number;
}

export interface TabSnapshot {
  readonly id: string;
  readonly isThisTab: boolean;
  readonly isConductor: boolean;
  readonly isVisible: boolean;
  readonly waiting: Readonly<Record<Lane, number>>;
  /** Numbers of the slots it holds, from 0. */
  readonly slots: readonly number[];
}

export interface PoolSnapshot {
  readonly name: string;
  readonly mode: PoolMode;
  /** `idle`: this tab has no work and holds nothing. */
  readonly role: 'idle' | 'member' | 'conductor';
  /** The lowest limit that any tab with work was given; with `'auto'`, `maxLimit`. */
  readonly limit: number;
  /** What the account seems to allow now: at most `limit`, at least 1. */
  readonly workingLimit: number;
  readonly inUse: number;
  /** Jobs of all tabs that have not started, as far as known. */
  readonly waiting: Readonly<Record<Lane, number>>;
  /** The tabs that have work. */
  readonly tabs: readonly TabSnapshot[];
  readonly gate: GateSnapshot | null;
  /** This tab starts no jobs. */
  readonly isPaused: boolean;
}

export interface RetrySnapshot {
  /**
   * Milliseconds until the next try when the snapshot was made; `null`: only `retryNow()`, `resume()`, or the end of
   * another tab's lower limit can tell.
   */
  readonly inMs: number | null;
  /** The same moment on this tab's `performance.now()` clock, to count down to. */
  readonly atMs: number | null;
  /** Number of the coming try: 2 after the first refusal. */
  readonly attempt: number;
  /** The refusal that is being waited out. */
  readonly reason: CuelightError;
}

/**
 * `turn`: others are served first. `gate`: the account refuses everybody for now. `retry`: its own next try.
 * `paused`: this tab is paused. `word`: the conductor has not answered yet. `limit`: it is wider than the limit of
 * another tab that has work.
 */
export type WaitReason = 'turn' | 'gate' | 'retry' | 'paused' | 'word' | 'limit';

export type JobSnapshot =
  | {
      readonly state: 'waiting';
      /** 1 = next to start, over all tabs. Absent until it is known. */
      readonly queuePosition?: number;
      /** Jobs of all tabs that start before it, by their lanes. */
      readonly ahead?: Readonly<Record<Lane, number>>;
      /** Expected time until it starts. Absent while there is nothing measured to expect from. */
      readonly startsInMs?: number;
      /** Standard deviation of `startsInMs`. */
      readonly startsInSpreadMs?: number;
      /** True where weights, lanes or ageing make the position a guess, and where there is none. */
      readonly estimated: boolean;
      readonly waitsFor: WaitReason;
      readonly retry: RetrySnapshot | null;
    }
  | { readonly state: 'running'; readonly attempt: number }
  | { readonly state: 'done' | 'cancelled' }
  | { readonly state: 'failed'; readonly error: CuelightError };

/** One accepted piece of work. It settles exactly once. */
export interface Job<T> extends ReadonlyStore<JobSnapshot> {
  readonly id: string;
  readonly lane: Lane;
  readonly weight: number;
  /** The task's value; rejects with the task's error, or a `CuelightError` `cancelled` or `closed`. */
  readonly finished: Promise<T>;
  /** Takes it out of the queue, or aborts it. Its slot stays taken until the task has settled. */
  cancel(): void;
}

export interface TaskContext {
  /** Aborted by `cancel()`, `close()`, or when the page is frozen, cached or closed. */
  readonly signal: AbortSignal;
  /** 1 for the first try. */
  readonly attempt: number;
}

/**
 * Work to be done while a slot is held. It must settle only when its request is really over, since that
 * is what frees the slot. To say that the provider refused, throw a `CuelightError` with a refusal code
 * (`busy`, `overloaded`, ...) and, where known, `details.retryAfterMs`: the job then keeps its place.
 */
export type Task<T> = (context: TaskContext) => Promise<T>;

export interface RunOptions {
  /** @default 'normal' */
  readonly lane?: Lane;
  /** Slots it takes, all at once. @default 1 */
  readonly weight?: number;
  /** Aborting it is `cancel()`. */
  readonly signal?: AbortSignal;
  /** While a job with the same key is not settled, it is that job that comes back; its own options hold. */
  readonly dedupeKey?: string;
  /**
   * Asked before a refused or failed try is repeated: `false` ends the job with that error. For work whose
   * effect has already been seen. A job that was cut because its page went away is repeated without being asked for.
   * @default always true
   */
  readonly mayRetry?: (error: CuelightError) => boolean;
  /** Work units, to measure and predict service times by; for speech, characters. @default 1 */
  readonly units?: number;
}

export interface AcquireOptions extends Pick<RunOptions, 'lane' | 'weight' | 'signal'> {
  /**
   * Called while these slots are idle (`setIdle`) and a job of this tab or another waits with no slot free: close
   * what holds them, then call `release()`. Once for each time that they are idle; no more holders are asked than
   * slots are wanted. Who does not want to give them back calls `setIdle(false)`.
   * @default they are never asked back
   */
  readonly onReclaim?: () => void;
}

/** Slots held by hand, for what is no single promise. */
export interface HeldSlots {
  /** Aborted when the slots are lost: the pool was closed, or the page is frozen, cached or closed. */
  readonly signal: AbortSignal;
  /**
   * Whether they are held without a need just now: a socket that is open and silent. From the beginning they are not.
   * Without `onReclaim` it changes nothing. Works twice, and after `release()` not at all.
   */
  setIdle(isIdle: boolean): void;
  /** Gives the slots back. Call it when the request is really over. Works twice. */
  release(): void;
}

export interface Pool extends ReadonlyStore<PoolSnapshot> {
  readonly name: string;
  /** @throws CuelightError `invalid-option`, `weight-over-limit`, `queue-full` or `closed`, at once. */
  run<T>(task: Task<T>, options?: RunOptions): Job<T>;
  /**
   * Waits its turn like a job, then holds slots until they are released. Rejects like a job that was cancelled
   * while it waited; it is not tried again.
   * @throws CuelightError as `run`, by the promise.
   */
  acquire(options?: AcquireOptions): Promise<HeldSlots>;
  /** Starts no more jobs of this tab; those that run go on. Works twice. */
  pause(): void;
  resume(): void;
  /**
   * Changes the limit (with `'auto'`, `maxLimit`), 1 to 1000, from now on; what runs goes on. The lowest of all tabs
   * holds.
   * @throws CuelightError `invalid-option`
   */
  setLimit(limit: number): void;
  /**
   * Tells what the provider says the account's limit is, 1 to 1000: from a header of an answer or a call of its own.
   * In all tabs the working limit is then at most that, until another report; with `limit: 'auto'` it is that.
   * Reports cost nothing where they say nothing new.
   * @throws CuelightError `invalid-option`
   */
  reportLimit(limit: number): void;
  /** Cancels what waits in this tab, or in all tabs; what runs goes on. */
  clear(options?: { readonly allTabs?: boolean }): void;
  /** Opens the gate at once, for one probe. */
  retryNow(): void;
  /**
   * The last 200 decisions as this tab took or heard them, oldest first, for a bug report: seconds on the clock of
   * `performance.now()`, term, who, what and why. For people: the wording may change. In mode `single` jobs that go
   * well are left out.
   */
  trace(): string[];
  /** Cancels everything and lets go of everything. Works twice. */
  close(): void;
}
