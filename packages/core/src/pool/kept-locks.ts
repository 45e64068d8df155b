import type { SlotLock } from './slot-lock.ts';

/** Slot locks that a conductor keeps from one of its own jobs to the next, so that it need not ask the browser. */
export class KeptLocks {
  readonly #locks: Map<number, SlotLock> = new Map();

  get slots(): readonly number[] {
    return [...this.#locks.keys()];
  }

  keep(slots: readonly number[], locks: readonly SlotLock[]): void {
    slots.forEach((slot, index) => {
      const lock = locks[index];
      if (lock === undefined) return;
      this.#locks.set(slot, lock);
      lock.onLost = () => this.#locks.delete(slot);
    });
  }

  take(slot: number): SlotLock | null {
    const lock = this.#locks.get(slot) ?? null;
    this.#locks.delete(slot);
    if (lock !== null) lock.onLost = null;
    return lock;
  }

  releaseAllBut(slots: ReadonlySet<number>): void {
    for (const [slot, lock] of this.#locks) {
      if (slots.has(slot)) continue;
      this.#locks.delete(slot);
      lock.release();
    }
  }
}
