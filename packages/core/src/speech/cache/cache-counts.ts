import { createDerivedStore, type DerivedStore } from '../../store.ts';
import type { ClipOrigin } from '../clip-source.ts';
import type { CacheSnapshot } from './types.ts';

const NOTHING: CacheSnapshot = { hits: 0, shared: 0, misses: 0, savedRequests: 0, savedCharacters: 0 };

/** Counts where clips have come from. */
export class CacheCounts {
  #counts: CacheSnapshot = NOTHING;
  readonly store: DerivedStore<CacheSnapshot> = createDerivedStore(NOTHING, () => this.#counts);

  heard(origin: ClipOrigin, billedCharacters: number): void {
    if (origin === 'network') {
      this.missed();
      return;
    }
    const { hits, shared, savedRequests, savedCharacters } = this.#counts;
    this.#become({
      hits: origin === 'shared' ? hits : hits + 1,
      shared: origin === 'shared' ? shared + 1 : shared,
      savedRequests: savedRequests + 1,
      savedCharacters: savedCharacters + billedCharacters,
    });
  }

  missed(): void {
    this.#become({ misses: this.#counts.misses + 1 });
  }

  #become(change: Partial<CacheSnapshot>): void {
    this.#counts = { ...this.#counts, ...change };
    this.store.changed();
  }
}
