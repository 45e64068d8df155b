import type { SmallStorage } from '../platform/storage.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** `late`: what another tab wrote is seen some time after, as with several processes. `blocked`: by the user. */
export type StorageService = 'works' | 'late' | 'blocked';

interface Entry {
  readonly value: string;
  readonly writer: string;
  readonly visibleAtMs: number;
}

/** How late a `late` storage is, in milliseconds. */
const LATE_BY_MS = 200;

/** Characters of keys and values that an origin may store, as in Chromium. */
const MOST_CHARACTERS = 5 * 1024 * 1024;
/** Tabs that see late see one of so many values. */
const MOST_VERSIONS = 50;

/** What the tabs of one origin have stored. */
export class VirtualStorage {
  readonly #clock: VirtualClock;
  #service: StorageService;
  /** Newest first. */
  readonly #entries: Map<string, Entry[]> = new Map();

  constructor(clock: VirtualClock, service: StorageService) {
    this.#clock = clock;
    this.#service = service;
  }

  /** Nobody reads or writes from now on. */
  block(): void {
    this.#service = 'blocked';
  }

  forTab(tabId: string): SmallStorage {
    return {
      get: (key) => {
        if (this.#service === 'blocked') return null;
        const now = this.#clock.now();
        const isSeen = ({ writer, visibleAtMs }: Entry): boolean => writer === tabId || visibleAtMs <= now;
        return this.#entries.get(key)?.find(isSeen)?.value ?? null;
      },
      set: (key, value) => {
        if (this.#service === 'blocked' || !this.#hasRoomFor(key, value)) return;
        const lateByMs = this.#service === 'late' ? LATE_BY_MS : 0;
        const entry = { value, writer: tabId, visibleAtMs: this.#clock.now() + lateByMs };
        this.#entries.set(key, [entry, ...(this.#entries.get(key) ?? []).slice(0, MOST_VERSIONS)]);
      },
    };
  }

  #hasRoomFor(key: string, value: string): boolean {
    let characters = key.length + value.length;
    for (const [other, [newest]] of this.#entries) {
      if (other !== key) characters += other.length + (newest?.value.length ?? 0);
    }
    return characters <= MOST_CHARACTERS;
  }
}
