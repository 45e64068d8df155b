import type { ReadonlyStore } from '../../store.ts';

/** What the cache has done for this client since it was created. */
export interface CacheSnapshot {
  /** Requests for a clip that was kept by this tab or stored. */
  readonly hits: number;
  /** Requests that joined one of this tab or another. */
  readonly shared: number;
  /** Requests that the provider had to answer, or that `only` let nobody answer. */
  readonly misses: number;
  /** Not sent, since the clip was there or on its way. */
  readonly savedRequests: number;
  /** Not billed, as the provider counts. */
  readonly savedCharacters: number;
}

export interface CacheStatistics extends CacheSnapshot {
  /** Clips of this account that are kept: stored for all tabs, or else by this tab. */
  readonly clips: number;
  readonly bytes: number;
  /** Whether they outlive the page. */
  readonly isStored: boolean;
}

/** Audio that was paid for, kept for the next time. A store of what it has saved. */
export interface ClipCache extends ReadonlyStore<CacheSnapshot> {
  /** Never rejects. */
  stats(): Promise<CacheStatistics>;
  /**
   * Lets go of all clips of this account: those stored, and those that any tab keeps at hand. What is being heard or
   * asked for goes on, and is not kept. Never rejects.
   */
  clear(): Promise<void>;
}
