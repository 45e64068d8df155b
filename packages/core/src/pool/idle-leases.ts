import type { IdleLease } from '../scheduler/reclaim.ts';
import type { PoolJob } from './job.ts';

interface TabLease extends IdleLease {
  readonly job: PoolJob;
  readonly onReclaim: () => void;
  isTold: boolean;
}

/** What this tab holds by hand and could do without. */
export class IdleLeases {
  readonly #leases: Map<PoolJob, TabLease> = new Map();

  get size(): number {
    return this.#leases.size;
  }

  get all(): readonly TabLease[] {
    return [...this.#leases.values()];
  }

  has(job: PoolJob | null): boolean {
    return job !== null && this.#leases.has(job);
  }

  add(job: PoolJob, onReclaim: () => void): void {
    this.#leases.set(job, { job, onReclaim, slots: job.weight, askedAtMs: -Infinity, isTold: false });
  }

  delete(job: PoolJob): void {
    this.#leases.delete(job);
  }

  /** Its slots are on their way back: there is nothing to tell it. */
  released(job: PoolJob): void {
    const lease = this.#leases.get(job);
    if (lease !== undefined) lease.isTold = true;
  }

  /** Tells the holder, once for as long as it stays idle. */
  ask(job: PoolJob | null): void {
    const lease = job === null ? undefined : this.#leases.get(job);
    if (lease === undefined || lease.isTold) return;
    lease.isTold = true;
    // By itself: what the app does there, or throws, must not come into the middle of a decision.
    queueMicrotask(lease.onReclaim);
  }
}
