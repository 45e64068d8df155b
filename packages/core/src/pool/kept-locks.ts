import type { HeldLock } from '../platform/locks.ts';

/** Slot locks that a conductor keeps from one of its own jobs to the next, so that it need not ask the browser. */
export class KeptLocks {
  readonly #locks: Map<number, HeldLock> = new Map();

  get slots(): readonly number[] {
    return [...this.#locks.keys()];
  }

  keep(slots: readonly number[], locks: readonly HeldLock[]): void {
    slots.forEach((slot, index) => {
      const lock = locks[index];
      if (lock === undefined) return;
      this.#locks.set(slot, lock);
      void lock.ended.then((how) => {
        if (how === 'lost' && this.#locks.get(slot) === lock) this.#locks.delete(slot);
      });
    });
  }

  take(slot: number): HeldLock | null {
    const lock = this.#locks.get(slot) ?? null;
    this.#locks.delete(slot);
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
