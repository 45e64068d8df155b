import type { SlotLock } from './slot-lock.ts';

/** It is a matter of one task. */
const KEPT_AT_MOST_MS = 100;

/** Slot locks that a conductor keeps from one of its own jobs to the next, so that it need not ask the browser. */
export class KeptLocks {
  readonly #locks: Map<number, SlotLock> = new Map();
  #keptAtMs = 0;

  get slots(): readonly number[] {
    return [...this.#locks.keys()];
  }

  keep(slots: readonly number[], locks: readonly SlotLock[], nowMs: number): void {
    this.#keptAtMs = nowMs;
    slots.forEach((slot, index) => {
      const lock = locks[index];
      if (lock === undefined) return;
      this.#locks.set(slot, lock);
      lock.onLost = () => this.#locks.delete(slot);
    });
  }

  /** `null`: it is not kept, or the page stood still since, and may have lost it without having been told yet. */
  take(slot: number, nowMs: number): SlotLock | null {
    const lock = this.#locks.get(slot) ?? null;
    this.#locks.delete(slot);
    if (lock === null) return null;
    lock.onLost = null;
    if (nowMs - this.#keptAtMs <= KEPT_AT_MOST_MS) return lock;
    lock.release();
    return null;
  }

  releaseAllBut(slots: ReadonlySet<number>): void {
    for (const [slot, lock] of this.#locks) {
      if (slots.has(slot)) continue;
      this.#locks.delete(slot);
      lock.release();
    }
  }
}
