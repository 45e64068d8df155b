import { useCallback, useSyncExternalStore } from 'react';

/**
 * Whole seconds until a moment on this page's `performance.now()` clock, rounded up, never below 0; `null`
 * without a moment, and on a server. Renders once a second, exactly when the number changes.
 */
export function useSecondsUntil(atMs: number | null): number | null {
  const subscribe = useCallback(
    (changed: () => void) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const wait = (): void => {
        const leftMs = millisecondsUntil(atMs);
        if (leftMs > 0) timer = setTimeout(tick, leftMs % 1000 || 1000);
      };
      const tick = (): void => {
        changed();
        wait();
      };
      wait();
      return () => clearTimeout(timer);
    },
    [atMs],
  );
  return useSyncExternalStore(
    subscribe,
    () => (atMs === null ? null : Math.ceil(millisecondsUntil(atMs) / 1000)),
    () => null,
  );
}

function millisecondsUntil(atMs: number | null): number {
  return atMs === null ? 0 : Math.max(0, atMs - performance.now());
}
