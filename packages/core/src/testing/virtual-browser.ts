import { Machine } from './machine.ts';
import { seededRandom } from './seeded-random.ts';
import { TabClock } from './tab-clock.ts';
import { TabLife } from './tab-life.ts';
import { VirtualChannels } from './virtual-channels.ts';
import { VirtualClock } from './virtual-clock.ts';
import { VirtualLocks, type LockService } from './virtual-locks.ts';
import { VirtualStorage, type StorageService } from './virtual-storage.ts';
import { VirtualLifecycle, VirtualTab, type Engine } from './virtual-tab.ts';

/** What takes time in a browser. `answer`: from the lock manager to the page; `task`: a hop to a later task. */
export type Hop = 'message' | 'request' | 'answer' | 'task';

export interface VirtualBrowserOptions {
  /** @default 1 */
  readonly seed?: number;
  /** @default 'chromium' */
  readonly engine?: Engine;
  /** @default 'works' */
  readonly storage?: StorageService;
  /** @default a new one */
  readonly clock?: VirtualClock;
  /** How long a hop takes, in milliseconds. @default as measured in Chromium, without spread */
  readonly delayMs?: (hop: Hop) => number;
  /** Says which messages are lost. */
  readonly isLost?: (message: unknown) => boolean;
  /**
   * What becomes of one message on its way to one tab: extra delays in milliseconds, one for each time that it
   * arrives. @default it arrives once
   */
  readonly arrivals?: (message: unknown, from: string, to: string) => readonly number[];
  readonly onPost?: (message: unknown, from: string) => void;
}

export interface VirtualTabOptions {
  /** `none`: there are no locks at all, as on plain http. @default 'granted' */
  readonly locks?: LockService | 'none';
  /** @default 'open' */
  readonly channel?: 'open' | 'none';
  /** What the page's `now()` says when the browser's clock says 0, in milliseconds. @default 0 */
  readonly originMs?: number;
}

const DEFAULT_DELAYS_MS: Readonly<Record<Hop, number>> = { message: 0.2, request: 0.3, answer: 0, task: 0 };
/** How long the browser takes to throw a page out of its back/forward cache. */
const EVICTION_MS = 8;

/** A browser with any number of tabs of one origin, on one virtual clock. */
export class VirtualBrowser {
  readonly clock: VirtualClock;
  readonly locks: VirtualLocks;
  readonly channels: VirtualChannels;
  readonly storage: VirtualStorage;
  /** Every message posted, by type. */
  readonly posted: Map<string, number> = new Map();
  readonly tabs: VirtualTab[] = [];
  readonly #engine: Engine;
  readonly #seed: number;
  readonly #delayMs: (hop: Hop) => number;
  readonly #machine = new Machine();
  readonly #lives: TabLife[] = [];

  constructor(options: VirtualBrowserOptions = {}) {
    const { seed = 1, engine = 'chromium', storage = 'works', clock = new VirtualClock() } = options;
    const { isLost = () => false, arrivals = () => ONCE } = options;
    this.clock = clock;
    this.#engine = engine;
    this.#seed = seed;
    this.#delayMs = options.delayMs ?? ((hop) => DEFAULT_DELAYS_MS[hop]);
    this.storage = new VirtualStorage(clock, storage);
    this.locks = new VirtualLocks({
      clock,
      requestDelayMs: () => this.#delayMs('request'),
      answerDelayMs: () => this.#delayMs('answer'),
      onCachedContention: (life) => this.#evictIfHolding(life),
    });
    this.channels = new VirtualChannels({
      clock,
      delayMs: () => this.#delayMs('message'),
      arrivals: (message, from, to) => (isLost(message) ? [] : arrivals(message, from, to)),
      onPost: (message, from) => {
        const type = typeOf(message);
        this.posted.set(type, (this.posted.get(type) ?? 0) + 1);
        options.onPost?.(message, from);
      },
      // WebKit drops what is said to a cached page; the others throw the page out.
      onCachedArrival: (life) => {
        if (engine !== 'webkit') this.#evict(life);
      },
    });
  }

  get openChannels(): number {
    return this.channels.count;
  }

  openTab({ locks = 'granted', channel = 'open', originMs = 0 }: VirtualTabOptions = {}): VirtualTab {
    const number = this.tabs.length + 1;
    const random = seededRandom(this.#seed * 1009 + number);
    const { clock } = this;
    const life = new TabLife(`tab${number}`, { clock, machine: this.#machine, random: seededRandom(number) });
    const lifecycle = new VirtualLifecycle();
    const tabClock = new TabClock(clock, this.#machine, life, {
      originMs,
      taskDelayMs: () => this.#delayMs('task'),
    });
    const tab = new VirtualTab(
      {
        random,
        openChannel:
          channel === 'none' ? null : (name, onMessage) => this.channels.open(life, name, onMessage),
        locks: locks === 'none' ? null : this.locks.forTab(life, locks),
        storage: this.storage.forTab(life.id),
      },
      lifecycle,
      { engine: this.#engine, life, clock: tabClock, locks: this.locks, channels: this.channels },
    );
    this.tabs.push(tab);
    this.#lives.push(life);
    return tab;
  }

  /**
   * The machine sleeps from now on for `ms`: time passes, and no page notices before it is over.
   * `monotonic`: whether `performance.now()` goes on or stands still meanwhile; systems differ.
   */
  sleep(ms: number, monotonic: 'runs' | 'stops'): void {
    if (this.#machine.isAsleep) return;
    this.#machine.isAsleep = true;
    for (const life of this.#lives) life.wakeUp();
    this.clock.setTimer(ms, () => {
      this.#machine.isAsleep = false;
      if (monotonic === 'stops') this.#machine.stoodStillMs += ms;
      for (const life of this.#lives) life.wakeUp();
    });
  }

  get isAsleep(): boolean {
    return this.#machine.isAsleep;
  }

  #evictIfHolding(life: TabLife): void {
    this.clock.setTimer(EVICTION_MS, () => {
      if (life.state === 'cached' && this.locks.held(life.id).length > 0) this.#evict(life);
    });
  }

  #evict(life: TabLife): void {
    this.tabs.find(({ id }) => id === life.id)?.crash();
  }
}

const ONCE: readonly number[] = [0];

function typeOf(message: unknown): string {
  return typeof message === 'object' && message !== null && 'type' in message
    ? String(message.type)
    : 'unknown';
}
