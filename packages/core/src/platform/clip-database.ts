import { openDB, type IDBPDatabase } from 'idb';
import type { Clock, Undo } from './clock.ts';
import type { Lifecycle } from './lifecycle.ts';

const DATABASE = 'cuelight-clips';
const VERSION = 1;
/** What is known of each clip, so that nobody has to read audio to find out what is there. */
export const ENTRIES = 'entries';
/** Under the same keys. */
export const AUDIO = 'audio';

/** How long a database may take to open before the page goes on without it: another tab may block it. */
const OPENING_MS = 2000;
/** How long it is left alone after it could not be opened. */
const UNUSABLE_MS = 60_000;
/** It is closed when nothing was asked of it for so long: an open one may keep a page out of the back/forward cache. */
const IDLE_MS = 1000;

/** What is read is `unknown`: whoever runs on this origin may have written it. */
export type Database = IDBPDatabase;

/** The database of all clips of this origin, open only while it is used. */
export class ClipDatabase {
  readonly #clock: Clock;
  readonly #lifecycle: Lifecycle;
  #opening: Promise<Database | null> | null = null;
  #database: Database | null = null;
  #unusableUntilMs = -Infinity;
  #inUse = 0;
  #stopTimer: Undo | null = null;
  #stopListening: Undo | null = null;

  constructor(clock: Clock, lifecycle: Lifecycle) {
    this.#clock = clock;
    this.#lifecycle = lifecycle;
  }

  /** What `work` gives, or `otherwise` where there is no database, it cannot be opened or anything goes wrong with it. */
  async use<T>(work: (database: Database) => Promise<T>, otherwise: T): Promise<T> {
    this.#inUse += 1;
    this.#stopTimer?.();
    try {
      this.#opening ??= this.#open();
      const database = await this.#opening;
      return database === null ? otherwise : await work(database);
    } catch {
      return otherwise;
    } finally {
      this.#inUse -= 1;
      if (this.#inUse === 0 && this.#database !== null) {
        this.#stopTimer = this.#clock.setTimer(IDLE_MS, () => this.close());
      }
    }
  }

  /** What is under way in it comes to its end. Works twice. */
  close(): void {
    this.#stopTimer?.();
    this.#stopListening?.();
    this.#stopListening = null;
    this.#database?.close();
    this.#database = null;
    this.#opening = null;
  }

  async #open(): Promise<Database | null> {
    const database = this.#clock.now() < this.#unusableUntilMs ? null : await this.#openInTime();
    if (database === null) {
      // The next who asks tries again, once it has been left alone for a while.
      this.#opening = null;
      return null;
    }
    // Closed and asked for again while it was being opened.
    this.#database?.close();
    this.#stopListening?.();
    this.#database = database;
    this.#stopListening = this.#lifecycle.subscribe((event) => {
      if (event === 'leave') this.close();
    });
    return database;
  }

  async #openInTime(): Promise<Database | null> {
    let isTooLate = false;
    const opening = openClips(() => this.close()).then((database) => {
      if (isTooLate) database.close();
      return database;
    });
    const timeUp = new Promise<null>((resolve) => {
      const stop = this.#clock.setTimer(OPENING_MS, () => {
        isTooLate = true;
        resolve(null);
      });
      opening.then(stop, stop);
    });
    const database = await Promise.race([opening, timeUp]).catch(() => null);
    if (database === null) this.#unusableUntilMs = this.#clock.now() + UNUSABLE_MS;
    return database;
  }
}

/** `letGo`: another tab wants to change the database, or the browser has closed it. */
async function openClips(letGo: () => void): Promise<Database> {
  return openDB(DATABASE, VERSION, {
    upgrade: (database) => {
      database.createObjectStore(ENTRIES, { keyPath: 'key' });
      database.createObjectStore(AUDIO);
    },
    blocking: letGo,
    terminated: letGo,
  });
}
