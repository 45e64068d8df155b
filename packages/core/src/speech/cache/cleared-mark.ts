import type { SmallStorage } from '../../platform/storage.ts';

const NAME = 'cuelight:clips:cleared';

/**
 * Tells the tabs that the cache was cleared, without a channel that every idle tab would have to hold open: they look
 * when they next want something. Where there is no storage to write to, each tab is told nothing of the others.
 */
export class ClearedMark {
  readonly #storage: SmallStorage;
  #own = 0;

  constructor(storage: SmallStorage) {
    this.#storage = storage;
  }

  /** Changes whenever some tab has cleared the cache. */
  current(): string {
    return `${this.#own} ${this.#storage.get(NAME) ?? ''}`;
  }

  /** `chance` tells tabs apart that do so at the same moment. */
  change(wallNowMs: number, chance: number): void {
    this.#own += 1;
    this.#storage.set(NAME, `${wallNowMs} ${chance}`);
  }
}
