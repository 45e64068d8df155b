import type { Channel } from '../platform/channel.ts';
import type { LifecycleEvent } from '../platform/lifecycle.ts';
import type { Platform } from '../platform/platform.ts';
import { seededRandom } from './seeded-random.ts';
import { VirtualClock } from './virtual-clock.ts';
import { VirtualLockManager } from './virtual-locks.ts';

interface OpenChannel {
  readonly tab: string;
  readonly name: string;
  readonly onMessage: (message: unknown) => void;
}

/** How long a message takes from tab to tab, in milliseconds. */
const MESSAGE_DELAY_MS = 0.2;

export interface VirtualBrowserOptions {
  readonly seed?: number;
  /** Says which messages are lost. */
  readonly isLost?: (message: unknown) => boolean;
}

/** A browser with any number of tabs of one origin, on one virtual clock. */
export class VirtualBrowser {
  readonly clock: VirtualClock = new VirtualClock();
  readonly locks: VirtualLockManager = new VirtualLockManager(this.clock);
  /** Every message posted, by type. */
  readonly posted: Map<string, number> = new Map();
  readonly #random: () => number;
  readonly #isLost: (message: unknown) => boolean;
  readonly #channels: Set<OpenChannel> = new Set();
  readonly #stored: Map<string, string> = new Map();
  #tabs = 0;

  constructor(options: VirtualBrowserOptions = {}) {
    this.#random = seededRandom(options.seed ?? 1);
    this.#isLost = options.isLost ?? (() => false);
  }

  get openChannels(): number {
    return this.#channels.size;
  }

  openTab(): VirtualTab {
    this.#tabs += 1;
    const id = `tab${this.#tabs}`;
    const listeners = new Set<(event: LifecycleEvent) => void>();
    const state = { isVisible: true, isAlive: true };
    const platform: Platform = {
      clock: this.clock,
      random: this.#random,
      openChannel: (name, onMessage) => this.#openChannel(id, name, onMessage),
      locks: this.locks.forTab(id),
      storage: {
        get: (key) => this.#stored.get(key) ?? null,
        set: (key, value) => void this.#stored.set(key, value),
      },
      lifecycle: {
        isVisible: () => state.isVisible,
        subscribe: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
    };
    return {
      platform,
      happen: (event) => {
        if (event === 'visible' || event === 'hidden') state.isVisible = event === 'visible';
        for (const listener of listeners) listener(event);
      },
      crash: () => {
        this.locks.tabDied(id);
        for (const channel of this.#channels) if (channel.tab === id) this.#channels.delete(channel);
      },
      get listeners() {
        return listeners.size;
      },
    };
  }

  #openChannel(tab: string, name: string, onMessage: (message: unknown) => void): Channel {
    const open: OpenChannel = { tab, name, onMessage };
    this.#channels.add(open);
    let undelivered = 0;
    return {
      get undelivered() {
        return undelivered;
      },
      post: (message) => {
        if (!this.#post(open, message)) undelivered += 1;
      },
      close: () => void this.#channels.delete(open),
    };
  }

  /** Whether the message could be sent at all; it may still be lost on its way. */
  #post(from: OpenChannel, message: unknown): boolean {
    if (!this.#channels.has(from)) return false;
    let copy: unknown;
    try {
      copy = structuredClone(message);
    } catch {
      return false;
    }
    const type = typeOf(message);
    this.posted.set(type, (this.posted.get(type) ?? 0) + 1);
    if (this.#isLost(message)) return true;
    for (const to of this.#channels) {
      if (to === from || to.name !== from.name) continue;
      this.clock.setTimer(MESSAGE_DELAY_MS, () => {
        if (this.#channels.has(to)) to.onMessage(copy);
      });
    }
    return true;
  }
}

export interface VirtualTab {
  readonly platform: Platform;
  /** Something happens to the page. */
  happen(event: LifecycleEvent): void;
  /** Its locks come back, its channels fall silent; what it runs is no longer anybody's business. */
  crash(): void;
  /** Listeners on its life cycle. */
  readonly listeners: number;
}

function typeOf(message: unknown): string {
  return typeof message === 'object' && message !== null && 'type' in message
    ? String(message.type)
    : 'unknown';
}
