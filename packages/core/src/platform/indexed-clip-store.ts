import { AUDIO, ClipDatabase, ENTRIES, type Database } from './clip-database.ts';
import {
  clipsToEvict,
  decodeEntry,
  entryOf,
  isExpired,
  type ClipBounds,
  type ClipEntry,
  type ClipStore,
  type ClipUsage,
  type NewClip,
} from './clip-store.ts';
import type { Clock } from './clock.ts';
import type { Lifecycle } from './lifecycle.ts';

const BOTH = [ENTRIES, AUDIO];

/**
 * Clips in IndexedDB. Where there is none, or it is blocked, full or of another version, clips are simply not kept.
 */
export class IndexedClipStore implements ClipStore {
  readonly #clock: Clock;
  readonly #database: ClipDatabase;
  /** The disk or the origin's share of it is full, even after clips were let go: nothing more is stored. */
  #isFull = false;

  constructor(clock: Clock, lifecycle: Lifecycle) {
    this.#clock = clock;
    this.#database = new ClipDatabase(clock, lifecycle);
  }

  async read(key: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const bytes = await this.#database.use(async (database) => {
      const transaction = database.transaction(BOTH);
      const [value, audio] = await Promise.all([
        transaction.objectStore(ENTRIES).get(key) as Promise<unknown>,
        transaction.objectStore(AUDIO).get(key) as Promise<unknown>,
        transaction.done,
      ]);
      if (value === undefined && audio === undefined) return null;
      const entry = decodeEntry(value);
      const isWhole = entry !== null && audio instanceof ArrayBuffer && audio.byteLength === entry.bytes;
      if (isWhole && !isExpired(entry, this.#clock.wallNow())) return new Uint8Array(audio);
      await remove(database, [key]);
      return null;
    }, null);
    // Nobody who wants to hear it waits for this.
    if (bytes !== null) void this.#touch(key);
    return bytes;
  }

  async write(clip: NewClip, bounds: ClipBounds): Promise<boolean> {
    if (this.#isFull) return false;
    return this.#database.use(async (database) => {
      try {
        return await this.#put(database, clip, bounds);
      } catch (error) {
        if (!isQuotaError(error)) throw error;
      }
      // The browser's limit is nearer than ours: half of what is kept makes room.
      await this.#halve(database);
      try {
        return await this.#put(database, clip, bounds);
      } catch (error) {
        this.#isFull = isQuotaError(error);
        return false;
      }
    }, false);
  }

  usage(owner: string): Promise<ClipUsage | null> {
    return this.#database.use(async (database) => {
      const values: readonly unknown[] = await database.getAll(ENTRIES);
      const entries = values.map(decodeEntry).filter((entry) => entry?.owner === owner);
      return { clips: entries.length, bytes: entries.reduce((sum, entry) => sum + (entry?.bytes ?? 0), 0) };
    }, null);
  }

  async clear(owner: string): Promise<void> {
    await this.#database.use(async (database) => {
      const { entries, foreign } = await readEntries(database);
      const own = entries.filter((entry) => entry.owner === owner).map(({ key }) => key);
      await remove(database, [...own, ...foreign]);
      this.#isFull = false;
    }, undefined);
  }

  close(): void {
    this.#database.close();
  }

  /** Makes room and stores the clip, or does neither. */
  async #put(database: Database, clip: NewClip, bounds: ClipBounds): Promise<boolean> {
    const nowMs = this.#clock.wallNow();
    const transaction = database.transaction(BOTH, 'readwrite', { durability: 'relaxed' });
    // It rejects also where an operation has thrown before: heard below, or by nobody.
    transaction.done.catch(() => undefined);
    const [entries, audio] = [transaction.objectStore(ENTRIES), transaction.objectStore(AUDIO)];
    const [values, keys, audioKeys] = await Promise.all([
      entries.getAll() as Promise<unknown[]>,
      entries.getAllKeys(),
      audio.getAllKeys(),
    ]);
    const { entries: known, foreign } = decodeAll(keys, values);
    const evicted = clipsToEvict(
      known.filter((entry) => entry.key !== clip.key),
      clip.bytes.length,
      bounds,
      nowMs,
    );
    if (evicted === null) return false;
    const kept = new Set<IDBValidKey>(known.map((entry) => entry.key));
    for (const gone of [...evicted, ...foreign]) kept.delete(gone);
    const removed = [...foreign, ...evicted, ...audioKeys.filter((audioKey) => !kept.has(audioKey))];
    await Promise.all([
      ...removed.flatMap((gone) => [entries.delete(gone), audio.delete(gone)]),
      // First, since this is what may not fit. A buffer of its own length: a view would store all that it looks into.
      audio.put(clip.bytes.slice().buffer, clip.key),
      entries.put(entryOf(clip, nowMs)),
      transaction.done,
    ]);
    return true;
  }

  async #halve(database: Database): Promise<void> {
    const { entries, foreign } = await readEntries(database);
    const totalBytes = entries.reduce((sum, { bytes }) => sum + bytes, 0) / 2;
    const evicted = clipsToEvict(entries, 0, { totalBytes }, this.#clock.wallNow()) ?? [];
    await remove(database, [...evicted, ...foreign]);
  }

  async #touch(key: string): Promise<void> {
    await this.#database.use(async (database) => {
      const transaction = database.transaction(ENTRIES, 'readwrite', { durability: 'relaxed' });
      const entry = decodeEntry(await transaction.store.get(key));
      if (entry !== null) await transaction.store.put({ ...entry, usedAtMs: this.#clock.wallNow() });
      await transaction.done;
    }, undefined);
  }
}

interface DecodedEntries {
  readonly entries: readonly ClipEntry[];
  /** Keys of what is no entry. */
  readonly foreign: readonly IDBValidKey[];
}

async function readEntries(database: Database): Promise<DecodedEntries> {
  const { store } = database.transaction(ENTRIES);
  const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll() as Promise<unknown[]>]);
  return decodeAll(keys, values);
}

function decodeAll(keys: readonly IDBValidKey[], values: readonly unknown[]): DecodedEntries {
  const decoded = values.map(decodeEntry);
  return {
    entries: decoded.filter((entry) => entry !== null),
    foreign: keys.filter((_key, index) => decoded[index] === null),
  };
}

async function remove(database: Database, keys: readonly IDBValidKey[]): Promise<void> {
  const transaction = database.transaction(BOTH, 'readwrite', { durability: 'relaxed' });
  const [entries, audio] = [transaction.objectStore(ENTRIES), transaction.objectStore(AUDIO)];
  await Promise.all([...keys.flatMap((key) => [entries.delete(key), audio.delete(key)]), transaction.done]);
}

function isQuotaError(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}
