import type { SmallStorage } from '../platform/storage.ts';
import { noStorage } from '../platform/storage.ts';
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

/** What the tabs of one origin have stored. */
export class VirtualStorage {
  readonly #clock: VirtualClock;
  readonly #service: StorageService;
  /** Newest first. */
  readonly #entries: Map<string, Entry[]> = new Map();

  constructor(clock: VirtualClock, service: StorageService) {
    this.#clock = clock;
    this.#service = service;
  }

  forTab(tabId: string): SmallStorage {
    if (this.#service === 'blocked') return noStorage;
    const lateByMs = this.#service === 'late' ? LATE_BY_MS : 0;
    return {
      get: (key) => {
        const now = this.#clock.now();
        const isSeen = ({ writer, visibleAtMs }: Entry): boolean => writer === tabId || visibleAtMs <= now;
        return this.#entries.get(key)?.find(isSeen)?.value ?? null;
      },
      set: (key, value) => {
        const entry = { value, writer: tabId, visibleAtMs: this.#clock.now() + lateByMs };
        this.#entries.set(key, [entry, ...(this.#entries.get(key) ?? []).slice(0, 50)]);
      },
    };
  }
}
