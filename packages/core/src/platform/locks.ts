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

export function webLocks(manager: LockManager): Locks {
  return {
    request: (name, request) =>
      new Promise((answer) => {
        let isReleased = false;
        const held = (lock: Lock | null): Promise<void> | undefined => {
          // Some browsers gave `null` without being asked for `ifAvailable`. Chromium 156 grants a page's first
          // request though its signal was aborted meanwhile.
          if (lock === null || (request.how === 'wait' && request.signal.aborted)) {
            answer(null);
            return undefined;
          }
          return new Promise<void>((letGo) => {
            answer({
              release: () => {
                isReleased = true;
                letGo();
              },
              ended,
            });
          });
        };
        const requested = requestLock(manager, name, request, held);
        // It rejects when it is given up, stolen, or taken away by the browser.
        const ended = requested.then(
          () => 'released' as const,
          () => (isReleased ? ('released' as const) : ('lost' as const)),
        );
        void ended.then(() => answer(null));
      }),
    heldNames: async (prefix) => {
      try {
        const { held = [] } = await manager.query();
        return held.flatMap(({ name }) => (name?.startsWith(prefix) === true ? [name] : []));
      } catch {
        return [];
      }
    },
  };
}

async function requestLock(
  manager: LockManager,
  name: string,
  request: LockRequest,
  held: (lock: Lock | null) => Promise<void> | undefined,
): Promise<void> {
  switch (request.how) {
    case 'wait':
      await manager.request(name, { signal: request.signal }, held);
      return;
    case 'if-available':
      await manager.request(name, { ifAvailable: true }, held);
      return;
    case 'steal':
      await manager.request(name, { steal: true }, held);
      return;
  }
}
