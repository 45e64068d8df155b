import {
  clipsToEvict,
  decodeEntry,
  entryOf,
  isExpired,
  type ClipEntry,
  type ClipStore,
  type ClipUsage,
} from '../platform/clip-store.ts';
import type { Clock } from '../platform/clock.ts';

/**
 * `full`: nothing more can be stored. `blocked`: nothing can be read either, as in some private windows. `hangs`: what is
 * read is never answered.
 */
export type ClipService = 'works' | 'full' | 'blocked' | 'hangs';

/** What the tabs of one origin have stored as clips. Answers come in microtasks. */
export class VirtualClips {
  service: ClipService = 'works';
  readonly #clock: Clock;
  /** Whatever anybody has put there. */
  readonly #records: Map<string, { readonly entry: unknown; readonly audio: unknown }> = new Map();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Puts something there that need not be a clip. */
  plant(key: string, entry: unknown, audio: unknown): void {
    this.#records.set(key, { entry, audio });
  }

  get keys(): readonly string[] {
    return [...this.#records.keys()];
  }

  forTab(): ClipStore {
    return {
      read: async (key) => {
        if (this.service === 'blocked') return null;
        if (this.service === 'hangs') return new Promise(() => {});
        const record = this.#records.get(key);
        const entry = decodeEntry(record?.entry);
        const audio = record?.audio;
        const isWhole = entry !== null && audio instanceof ArrayBuffer && audio.byteLength === entry.bytes;
        if (!isWhole || isExpired(entry, this.#clock.wallNow())) {
          this.#records.delete(key);
          return null;
        }
        this.#records.set(key, { entry: { ...entry, usedAtMs: this.#clock.wallNow() }, audio });
        return new Uint8Array(audio.slice(0));
      },
      write: async (clip, bounds) => {
        if (this.service !== 'works') return false;
        const nowMs = this.#clock.wallNow();
        const others = this.#entries().filter(({ key }) => key !== clip.key);
        const evicted = clipsToEvict(others, clip.bytes.length, bounds, nowMs);
        if (evicted === null) return false;
        for (const gone of evicted) this.#records.delete(gone);
        this.#records.set(clip.key, { entry: entryOf(clip, nowMs), audio: clip.bytes.slice().buffer });
        return true;
      },
      usage: async (owner): Promise<ClipUsage | null> => {
        if (this.service === 'blocked') return null;
        const own = this.#entries().filter((entry) => entry.owner === owner);
        return { clips: own.length, bytes: own.reduce((sum, { bytes }) => sum + bytes, 0) };
      },
      clear: async (owner) => {
        if (this.service === 'blocked') return;
        for (const entry of this.#entries()) if (entry.owner === owner) this.#records.delete(entry.key);
      },
      close: () => {},
    };
  }

  /** Of what are clips. What is not goes. */
  #entries(): ClipEntry[] {
    return [...this.#records].flatMap(([key, record]) => {
      const entry = decodeEntry(record.entry);
      if (entry === null) this.#records.delete(key);
      return entry ?? [];
    });
  }
}
