import type { Channel } from '../platform/channel.ts';
import { plainCopy } from './plain-copy.ts';
import type { TabLife } from './tab-life.ts';
import type { VirtualClock } from './virtual-clock.ts';

interface OpenChannel {
  readonly life: TabLife;
  readonly name: string;
  readonly onMessage: (message: unknown) => void;
  isDeaf: boolean;
  /** When the last message posted here arrives: those posted later arrive later. */
  lastArrivalMs: number;
}

export interface VirtualChannelsOptions {
  readonly clock: VirtualClock;
  /** How long a message takes from tab to tab, in milliseconds. */
  readonly delayMs: () => number;
  /**
   * What becomes of one message on its way to one tab: extra delays in milliseconds, one for each time that it
   * arrives. None: it is lost. Two: it arrives twice.
   */
  readonly arrivals: (message: unknown, from: string, to: string) => readonly number[];
  /** A message was posted, whoever hears it. */
  readonly onPost: (message: unknown, from: string) => void;
  /** A message arrives at a page in the back/forward cache. */
  readonly onCachedArrival: (life: TabLife) => void;
}

/** The broadcast channels of one origin. */
export class VirtualChannels {
  readonly #d: VirtualChannelsOptions;
  readonly #open: Set<OpenChannel> = new Set();

  constructor(options: VirtualChannelsOptions) {
    this.#d = options;
  }

  get count(): number {
    return this.#open.size;
  }

  countOf(tabId: string): number {
    let count = 0;
    for (const { life } of this.#open) if (life.id === tabId) count += 1;
    return count;
  }

  open(life: TabLife, name: string, onMessage: (message: unknown) => void): Channel {
    const open: OpenChannel = { life, name, onMessage, isDeaf: false, lastArrivalMs: 0 };
    if (!life.isGone) this.#open.add(open);
    let undelivered = 0;
    return {
      get undelivered() {
        return undelivered;
      },
      post: (message) => {
        if (!this.#post(open, message)) undelivered += 1;
      },
      close: () => void this.#open.delete(open),
    };
  }

  /** What the tab has open hears nothing more; what it opens from now on does. */
  deafen(tabId: string): void {
    for (const open of this.#open) if (open.life.id === tabId) open.isDeaf = true;
  }

  /** What the tab had open is gone. */
  drop(tabId: string): void {
    for (const open of this.#open) if (open.life.id === tabId) this.#open.delete(open);
  }

  /** Whether the message could be sent at all; it may still be lost on its way. */
  #post(from: OpenChannel, message: unknown): boolean {
    if (!this.#open.has(from)) return false;
    let copy: unknown;
    try {
      copy = plainCopy(message);
    } catch {
      return false;
    }
    const { clock, delayMs, arrivals, onPost } = this.#d;
    onPost(message, from.life.id);
    for (const to of this.#open) {
      if (to === from || to.name !== from.name) continue;
      arrivals(message, from.life.id, to.life.id).forEach((extraMs, time) => {
        const atMs = Math.max(from.lastArrivalMs, clock.now() + delayMs() + extraMs);
        // Only a repeated message may come out of order.
        if (time === 0) from.lastArrivalMs = atMs;
        clock.setTimer(atMs - clock.now(), () => this.#arrive(to, copy));
      });
    }
    return true;
  }

  #arrive(to: OpenChannel, message: unknown): void {
    if (!this.#open.has(to) || to.isDeaf) return;
    if (to.life.state === 'cached') {
      this.#d.onCachedArrival(to.life);
      return;
    }
    to.life.deliver('message', () => {
      if (this.#open.has(to)) to.onMessage(message);
    });
  }
}
