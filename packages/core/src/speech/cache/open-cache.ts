import type { Clock } from '../../platform/clock.ts';
import type { ClipStore } from '../../platform/clip-store.ts';
import { sha256 } from '../../platform/digest.ts';
import type { Platform } from '../../platform/platform.ts';
import { noStorage } from '../../platform/storage.ts';
import type { Provider } from '../../providers/provider.ts';
import type { ClipSource } from '../clip-source.ts';
import { checkCacheOptions, type CheckedCacheOptions } from './cache-options.ts';
import { CachedClips } from './cached-clips.ts';
import { Claims } from './claim.ts';
import { ClearedMark } from './cleared-mark.ts';
import { ownerKey } from './clip-key.ts';
import { Shelf } from './shelf.ts';

/** Puts a cache in front of what asks the provider. */
export type OpenCache = (network: ClipSource) => CachedClips;

export interface CachePlatform extends Platform {
  /** What is stored for all tabs; asked for with the first clip. `null` where nothing can be. */
  readonly loadClips: () => Promise<ClipStore | null>;
  /** `null` where the browser has no cryptography. */
  readonly digest: (text: string) => Promise<string | null>;
}

/** The cache of one client on a platform. Opens nothing before something is said. */
export function openCacheOn(
  platform: CachePlatform,
  provider: Provider,
  options: CheckedCacheOptions,
): OpenCache {
  const { clock, random, locks, lifecycle, storage, loadClips, digest } = platform;
  const owner = ownerKey(provider);
  const shelf = options.persist
    ? new Shelf({
        clock,
        loadStore: loadClips,
        digest,
        claims: locks === null ? null : new Claims(locks, lifecycle, clock),
        owner,
        totalBytes: options.storageBytes,
        keepForMs: options.keepForMs,
      })
    : null;
  const mark = new ClearedMark(storage);
  return (network) => new CachedClips({ provider, clock, random, network, shelf, mark, options });
}

/** For a client alone: nothing of it outlives the client, and no other knows of it. */
export function openOwnCache(provider: Provider, clock: Clock): OpenCache {
  const options = checkCacheOptions('open a cache', { persist: false });
  const mark = new ClearedMark(noStorage);
  return (network) =>
    new CachedClips({ provider, clock, random: Math.random, network, shelf: null, mark, options });
}

/** What is loaded here is small, and not needed before the first text. */
export function withBrowserClips(platform: Platform): CachePlatform {
  return {
    ...platform,
    digest: sha256,
    loadClips: async () => {
      if (!('indexedDB' in globalThis)) return null;
      const { IndexedClipStore } = await import('../../platform/indexed-clip-store.ts');
      return new IndexedClipStore(platform.clock, platform.lifecycle);
    },
  };
}
