import type { Clock } from '../platform/clock.ts';
import type { Locks } from '../platform/locks.ts';
import type { Lane } from '../scheduler/lane.ts';
import type { PoolJob } from './job.ts';
import type { PoolNames } from './names.ts';
import type { Term } from './protocol.ts';
import { SlotLock } from './slot-lock.ts';
import type { SlotGiver, TryEnd } from './task-runs.ts';
import type { Workload } from './workload.ts';

/** A grant that this tab was given. */
export interface GivenGrant {
  readonly grant: string;
  readonly term: Term;
  readonly lane: Lane;
  readonly slots: readonly number[];
  readonly steal: readonly number[];
  readonly isProbe: boolean;
}

export interface GrantRunDependencies {
  readonly clock: Clock;
  readonly locks: Locks;
  readonly names: PoolNames;
  readonly workload: Workload;
  /** A lock of this tab's own that was kept from the run before. */
  takeKept(slot: number): SlotLock | null;
  /** The lowest limit of all tabs with work. */
  limit(): number;
  /** Called once, unless the run was dropped. The locks are still held. */
  onEnd(run: GrantRun, end: TryEnd): void;
}

/** A lock that took longer to come says that the page slept or the book is wrong: better to ask again. */
const LATEST_LOCK_MS = 2000;

const DECLINED: TryEnd = { outcome: { type: 'declined' }, durationMs: 0, units: 0 };

/** One grant, from its arrival to the end of its request: first the locks, then the job. */
export class GrantRun implements SlotGiver {
  readonly given: GivenGrant;
  readonly #dependencies: GrantRunDependencies;
  readonly #locks: SlotLock[] = [];
  readonly #waiting = new AbortController();
  readonly #givenAtMs: number;
  #job: PoolJob | null;
  #isRunning = false;
  #isOver = false;
  #hasLostLock = false;

  /** Takes its job out of the queue at once, so that the counts this tab tells next are true. */
  constructor(given: GivenGrant, dependencies: GrantRunDependencies) {
    this.given = given;
    this.#dependencies = dependencies;
    this.#givenAtMs = dependencies.clock.now();
    this.#job = dependencies.workload.bind(given.lane, given.slots.length, dependencies.limit());
  }

  /** True once the request may have gone out. */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** A slot of its own was taken by force: it claims it no more, however long its request takes to end. */
  get hasLostLock(): boolean {
    return this.#hasLostLock;
  }

  /** It is to tell whether the gate may open, which slots held by hand do not. */
  get isProbe(): boolean {
    return this.given.isProbe && !this.#dependencies.workload.isHeldByHand(this.#job);
  }

  /** Held by hand, and could be done without. */
  get isIdle(): boolean {
    return this.#dependencies.workload.idle.has(this.#job);
  }

  /** Somebody else wants its slots: asks whoever holds them by hand, if they are idle still. */
  reclaim(): void {
    this.#dependencies.workload.idle.ask(this.#job);
  }

  start(): void {
    if (this.#job === null) {
      this.tryEnded(DECLINED);
      return;
    }
    const { slots } = this.given;
    for (let slot = slots[this.#locks.length]; slot !== undefined; slot = slots[this.#locks.length]) {
      const kept = this.#dependencies.takeKept(slot);
      if (kept === null) break;
      this.#hold(kept);
    }
    if (this.#locks.length === slots.length) this.#run();
    else void this.#waitForLocks();
  }

  /** The locks of a run that has ended, to be released or kept. */
  releaseLocks(): SlotLock[] {
    for (const lock of this.#locks) lock.onLost = null;
    return this.#locks.splice(0);
  }

  /** The tab lets go of everything: nothing more is heard of this run. Works twice. */
  drop(): void {
    this.#isOver = true;
    this.#waiting.abort();
    if (!this.#isRunning && this.#job !== null) this.#dependencies.workload.unbind(this.#job);
    for (const lock of this.releaseLocks()) lock.release();
  }

  async #waitForLocks(): Promise<void> {
    const { clock, locks, names } = this.#dependencies;
    const { slots, steal } = this.given;
    const arrivedAtWallMs = clock.wallNow();
    // Ascending, so that two tabs that want several slots never wait for each other.
    for (const slot of slots.slice(this.#locks.length)) {
      // Kept by this tab itself: waiting for it would never end.
      const kept = this.#dependencies.takeKept(slot);
      if (kept !== null) {
        this.#hold(kept);
        continue;
      }
      const how = steal.includes(slot)
        ? ({ how: 'steal' } as const)
        : ({ how: 'wait', signal: this.#waiting.signal } as const);
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      const lock = await locks.request(names.slot(slot), how);
      if (lock === null || this.#isOver) {
        lock?.release();
        if (!this.#isOver) this.#decline();
        return;
      }
      this.#hold(new SlotLock(lock));
    }
    const waitedMs = Math.max(clock.now() - this.#givenAtMs, clock.wallNow() - arrivedAtWallMs);
    const areAllHeld = this.#locks.length === slots.length;
    if (waitedMs > LATEST_LOCK_MS || !areAllHeld) this.#decline();
    else this.#run();
  }

  #hold(lock: SlotLock): void {
    this.#locks.push(lock);
    lock.onLost = () => {
      this.#locks.splice(this.#locks.indexOf(lock), 1);
      this.#lost();
    };
  }

  /** A slot was taken by force: another tab thinks this one dead, and its request must not go on. */
  #lost(): void {
    this.#hasLostLock = true;
    if (this.#isRunning && this.#job !== null) this.#dependencies.workload.cut(this.#job);
  }

  #run(): void {
    const { clock, workload } = this.#dependencies;
    if (workload.isPaused) {
      this.#decline();
      return;
    }
    if (this.#job?.state.type === 'settled')
      this.#job = workload.bind(this.given.lane, this.given.slots.length, this.#dependencies.limit());
    if (this.#job === null) {
      this.tryEnded(DECLINED);
      return;
    }
    this.#isRunning = true;
    workload.run(this.#job, this.#givenAtMs, clock.now(), this);
  }

  #decline(): void {
    if (this.#job !== null) this.#dependencies.workload.unbind(this.#job);
    this.tryEnded(DECLINED);
  }

  /** Its slots are free again, or nothing ran. */
  tryEnded(end: TryEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#dependencies.onEnd(this, end);
  }
}
