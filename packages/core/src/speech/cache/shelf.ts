import type { ClipStore } from '../../platform/clip-store.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Claim, Claims } from './claim.ts';

/** Some databases hang, and a slot of the account may be waiting. */
const READING_MS = 5000;

export interface ShelfParts {
  readonly clock: Clock;
  /** Loads what is only needed once something is said. `null` where nothing can be stored. */
  readonly loadStore: () => Promise<ClipStore | null>;
  /** `null` where the browser cannot, on plain http: then nothing is stored, since keys hold texts. */
  readonly digest: (text: string) => Promise<string | null>;
  /** `null` where tabs cannot lock one another out. */
  readonly claims: Claims | null;
  readonly owner: string;
  readonly totalBytes: number;
  readonly keepForMs: number;
}

/** What the tabs of the origin have stored of one account. Nothing of it rejects. */
export class Shelf {
  readonly #parts: ShelfParts;
  #store: Promise<ClipStore | null> | null = null;
  #owner: Promise<string | null> | null = null;

  constructor(parts: ShelfParts) {
    this.#parts = parts;
  }

  /** The place of one clip. */
  place(key: string): Place {
    return new Place(
      this,
      this.#parts,
      this.#parts.digest(key).catch(() => null),
    );
  }

  async usage(): Promise<{ readonly clips: number; readonly bytes: number } | null> {
    const [store, owner] = await Promise.all([this.store(), this.owner()]);
    return store === null || owner === null ? null : store.usage(owner);
  }

  async clear(): Promise<void> {
    const [store, owner] = await Promise.all([this.store(), this.owner()]);
    if (store !== null && owner !== null) await store.clear(owner);
  }

  /** Works twice. */
  close(): void {
    void this.#store?.then((store) => store?.close());
  }

  store(): Promise<ClipStore | null> {
    this.#store ??= this.#parts.loadStore().catch(() => {
      // A part of the app that could not be fetched; perhaps next time.
      this.#store = null;
      return null;
    });
    return this.#store;
  }

  owner(): Promise<string | null> {
    this.#owner ??= this.#parts.digest(this.#parts.owner).catch(() => null);
    return this.#owner;
  }
}

/** One clip's place on the shelf. */
export class Place {
  readonly #shelf: Shelf;
  readonly #parts: ShelfParts;
  readonly #hash: Promise<string | null>;

  constructor(shelf: Shelf, parts: ShelfParts, hash: Promise<string | null>) {
    this.#shelf = shelf;
    this.#parts = parts;
    this.#hash = hash;
  }

  /** `null` also where it cannot be had in time. */
  read(): Promise<Uint8Array<ArrayBuffer> | null> {
    return new Promise((resolve) => {
      const stop = this.#parts.clock.setTimer(READING_MS, () => resolve(null));
      void this.#read().then((bytes) => {
        stop();
        resolve(bytes);
      });
    });
  }

  async #read(): Promise<Uint8Array<ArrayBuffer> | null> {
    const [store, hash] = await Promise.all([this.#shelf.store(), this.#hash]);
    return store === null || hash === null ? null : store.read(hash);
  }

  async write(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const [store, key, owner] = await Promise.all([this.#shelf.store(), this.#hash, this.#shelf.owner()]);
    const { keepForMs, totalBytes } = this.#parts;
    if (store === null || key === null || owner === null) return;
    await store.write({ key, owner, bytes, keepForMs }, { totalBytes });
  }

  /** The right to ask for it; `taken` where another tab is asking; `null` where that cannot be told. */
  async claim(): Promise<Claim | 'taken' | null> {
    const { claims } = this.#parts;
    const hash = await this.#hash;
    if (claims === null || hash === null) return null;
    return (await claims.take(hash)) ?? 'taken';
  }

  /** Waits until no other tab is asking for it any more. `false` where that one has taken too long. */
  async free(signal: AbortSignal): Promise<boolean> {
    const hash = await this.#hash;
    return hash === null || ((await this.#parts.claims?.free(hash, signal)) ?? true);
  }
}
