import type { CacheSnapshot, CacheStatistics } from '@cuelight/core';
import { useCallback, useEffect, useState } from 'react';
import { useSpeechClient } from './speech-context.ts';
import { useSelected, whole } from './use-selected.ts';

export interface UsedCache extends CacheSnapshot {
  /** What is kept, as of the last time that it was counted; `null` before the first. */
  readonly kept: Pick<CacheStatistics, 'clips' | 'bytes' | 'isStored'> | null;
  /** Lets go of all clips of this account, in every tab. Never rejects. */
  readonly clear: () => Promise<void>;
}

/**
 * What the cache has saved since the client was created, and what it keeps. What it keeps is counted on mounting, with
 * each request, and after `clear`.
 *
 * @example
 * const { savedCharacters, kept, clear } = useCache();
 * return <button onClick={() => void clear()}>Forget {kept?.clips} clips</button>;
 */
export function useCache(): UsedCache {
  const { cache } = useSpeechClient();
  const saved = useSelected(cache, whole);
  const [kept, setKept] = useState<UsedCache['kept']>(null);

  const count = useCallback(async () => {
    const { clips, bytes, isStored } = await cache.stats();
    setKept({ clips, bytes, isStored });
  }, [cache]);
  const clear = useCallback(async () => {
    await cache.clear();
    await count();
  }, [cache, count]);

  useEffect(() => {
    const recount = (): void => void count();
    recount();
    return cache.subscribe(recount);
  }, [cache, count]);

  return { ...saved, kept, clear };
}
