import type { HeldLock } from '../platform/locks.ts';

/**
 * The lock of a slot, which a busy tab hands on from job to job. Only who has it now hears of its loss: if each
 * listened to its `ended`, all jobs of an hour would be kept in memory for as long as the lock is held.
 */
export class SlotLock {
  /** Called when it was taken by force, or by the browser. */
  onLost: (() => void) | null = null;
  readonly #lock: HeldLock;

  constructor(lock: HeldLock) {
    this.#lock = lock;
    void lock.ended.then((how) => {
      if (how === 'lost') this.onLost?.();
    });
  }

  /** Works twice. */
  release(): void {
    this.onLost = null;
    this.#lock.release();
  }
}
