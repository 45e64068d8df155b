import type { Clock } from '../platform/clock.ts';
import type { SmallStorage } from '../platform/storage.ts';

/** Plans change: what was found longer ago is not believed. */
const BELIEVED_FOR_MS = 24 * 3600_000;

/** The limit that was found for an account, kept for the next visit. */
export class FoundLimit {
  readonly #storage: SmallStorage;
  readonly #clock: Clock;
  readonly #key: string;
  #kept = 0;

  constructor(storage: SmallStorage, clock: Clock, key: string) {
    this.#storage = storage;
    this.#clock = clock;
    this.#key = key;
  }

  /** Where to start from: 1 where nothing is known. */
  recall(): number {
    const [limit = NaN, atMs = NaN] = (this.#storage.get(this.#key) ?? '').split('@').map(Number);
    const ageMs = this.#clock.wallNow() - atMs;
    return Number.isSafeInteger(limit) && limit > 0 && ageMs >= 0 && ageMs < BELIEVED_FOR_MS ? limit : 1;
  }

  /** Writes only what is new. */
  keep(limit: number): void {
    if (limit === this.#kept) return;
    this.#kept = limit;
    this.#storage.set(this.#key, `${limit}@${Math.round(this.#clock.wallNow())}`);
  }
}
