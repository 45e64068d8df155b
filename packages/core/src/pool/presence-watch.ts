import type { Locks } from '../platform/locks.ts';
import type { PoolNames } from './names.ts';

/**
 * Learns of the death of tabs without heartbeats: a pending request on each tab's presence lock is granted
 * when that tab is gone.
 */
export class PresenceWatch {
  readonly #locks: Locks;
  readonly #names: PoolNames;
  readonly #onDeath: (tabId: string) => void;
  readonly #watched: Map<string, AbortController> = new Map();

  constructor(locks: Locks, names: PoolNames, onDeath: (tabId: string) => void) {
    this.#locks = locks;
    this.#names = names;
    this.#onDeath = onDeath;
  }

  /** Works twice. */
  watch(tabId: string): void {
    if (this.#watched.has(tabId)) return;
    const controller = new AbortController();
    this.#watched.set(tabId, controller);
    void this.#locks
      .request(this.#names.presence(tabId), { how: 'wait', signal: controller.signal })
      .then((lock) => {
        lock?.release();
        if (lock === null || controller.signal.aborted) return;
        this.#watched.delete(tabId);
        this.#onDeath(tabId);
      });
  }

  forget(tabId: string): void {
    this.#watched.get(tabId)?.abort();
    this.#watched.delete(tabId);
  }

  stop(): void {
    for (const controller of this.#watched.values()) controller.abort();
    this.#watched.clear();
  }
}
