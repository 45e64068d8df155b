import { useCallback, useSyncExternalStore } from 'react';

/**
 * Whole seconds until a moment on this page's `performance.now()` clock, rounded up, never below 0; `null`
 * without a moment, and on a server. Renders once a second, exactly when the number changes, and not while the page
 * is hidden.
 */
export function useSecondsUntil(atMs: number | null): number | null {
  const subscribe = useCallback((changed: () => void) => countDown(atMs, changed), [atMs]);
  return useSyncExternalStore(
    subscribe,
    () => (atMs === null ? null : Math.ceil(millisecondsUntil(atMs) / 1000)),
    () => null,
  );
}

/** Returns its undo. */
function countDown(atMs: number | null, changed: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (): void => {
    clearTimeout(timer);
    const leftMs = millisecondsUntil(atMs);
    if (leftMs > 0 && !document.hidden) timer = setTimeout(tick, leftMs % 1000 || 1000);
  };
  const tick = (): void => {
    changed();
    wait();
  };
  document.addEventListener('visibilitychange', tick);
  wait();
  return () => {
    document.removeEventListener('visibilitychange', tick);
    clearTimeout(timer);
  };
}

function millisecondsUntil(atMs: number | null): number {
  return atMs === null ? 0 : Math.max(0, atMs - performance.now());
}
