import type { QueryCache, QueryKey } from '@tanstack/react-query';

/** Frees what is behind the address as soon as the query has left the cache or shows something else. */
export function revokeWithQuery(cache: QueryCache, queryKey: QueryKey, url: string): void {
  const stop = cache.subscribe(({ type, query }) => {
    if (query.queryKey !== queryKey) return;
    const { fetchStatus, data }: { fetchStatus: string; data?: unknown } = query.state;
    // While it is being fetched, this address is about to be shown, or still is.
    const isKept = type !== 'removed' && (fetchStatus !== 'idle' || urlOf(data) === url);
    if (isKept) return;
    stop();
    URL.revokeObjectURL(url);
  });
}

function urlOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'url' in data ? data.url : undefined;
}
