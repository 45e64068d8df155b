/**
 * Named exclusive locks shared by the tabs of one origin, first come first served. The browser gives a
 * lock back when the tab that holds it dies.
 */
export interface HeldLock {
  /** Works twice. */
  release(): void;
  /** Settles when the lock is no longer held: `released` by us, or `lost` (stolen, or taken by the browser). */
  readonly ended: Promise<'released' | 'lost'>;
}

export type LockRequest =
  /** Waits its turn; gives up when `signal` aborts. */
  | { readonly how: 'wait'; readonly signal: AbortSignal }
  /** Takes the lock at once or not at all. */
  | { readonly how: 'if-available' }
  /** Takes the lock from whoever holds it, ahead of all who wait. */
  | { readonly how: 'steal' };

export interface Locks {
  /** `null` when the lock was not to be had or the request was given up. Never rejects. */
  request(name: string, request: LockRequest): Promise<HeldLock | null>;
  /**
   * Names of the locks held now, by any tab, that start with `prefix`. A hint, out of date at once.
   * Asking also evicts a page that holds a lock in Chromium's back/forward cache.
   */
  heldNames(prefix: string): Promise<readonly string[]>;
}
