import type { Undo } from '../platform/clock.ts';
import type { Lifecycle, LifecycleEvent } from '../platform/lifecycle.ts';
import type { Platform } from '../platform/platform.ts';
import type { TabClock } from './tab-clock.ts';
import type { TabLife, TabState, TaskSource } from './tab-life.ts';
import type { VirtualLocks } from './virtual-locks.ts';
import type { VirtualChannels } from './virtual-channels.ts';

/** Whose rules hold for pages that are left and come back. */
export type Engine = 'chromium' | 'firefox' | 'webkit';

export interface Warning {
  /** Whether the page gets the event that says so beforehand. @default true */
  readonly warned?: boolean;
}

export interface VirtualTabDependencies {
  readonly engine: Engine;
  readonly life: TabLife;
  readonly clock: TabClock;
  readonly locks: VirtualLocks;
  readonly channels: VirtualChannels;
}

/** The life cycle of one page as the page sees it. */
export class VirtualLifecycle implements Lifecycle {
  readonly listeners: Set<(event: LifecycleEvent) => void> = new Set();
  isSeen = true;

  isVisible(): boolean {
    return this.isSeen;
  }

  subscribe(listener: (event: LifecycleEvent) => void): () => void {
    const entry = (event: LifecycleEvent): void => listener(event);
    this.listeners.add(entry);
    return () => this.listeners.delete(entry);
  }

  happen(event: LifecycleEvent): void {
    if (event === 'visible' || event === 'hidden') this.isSeen = event === 'visible';
    const told = [...this.listeners];
    const errors: unknown[] = [];
    for (const listener of told) {
      // One that was told before may have undone this one.
      if (!this.listeners.has(listener)) continue;
      try {
        listener(event);
      } catch (error) {
        errors.push(error);
      }
    }
    // A browser would report each as uncaught, after all were told.
    if (errors.length > 0) throw errors[0];
  }
}

/** One tab of a virtual browser, and what can happen to it. What makes no sense in its state does nothing. */
export class VirtualTab {
  readonly id: string;
  readonly platform: Platform;
  readonly #d: VirtualTabDependencies;
  readonly #lifecycle: VirtualLifecycle;

  constructor(
    platform: Omit<Platform, 'clock' | 'lifecycle'>,
    lifecycle: VirtualLifecycle,
    dependencies: VirtualTabDependencies,
  ) {
    this.id = dependencies.life.id;
    this.#d = dependencies;
    this.#lifecycle = lifecycle;
    this.platform = { ...platform, clock: dependencies.clock, lifecycle };
  }

  get state(): TabState {
    return this.#d.life.state;
  }

  get isGone(): boolean {
    return this.#d.life.isGone;
  }

  /** Since when it is not to be seen, on the browser's clock; `Infinity` while it is. */
  get hiddenSinceMs(): number {
    return this.#d.life.hiddenSinceMs;
  }

  /** Listeners on its life cycle. */
  get listeners(): number {
    return this.#lifecycle.listeners.size;
  }

  /** Timers that have not fired. */
  get timers(): number {
    return this.#d.clock.pending;
  }

  /** Work reaches the page: at once, or when it can run it. */
  deliver(source: TaskSource, callback: () => void): void {
    this.#d.life.deliver(source, callback);
  }

  /** Calls `callback` when the page is gone. */
  onGone(callback: () => void): () => void {
    return this.#d.life.onGone(callback);
  }

  /** Calls `callback` when the page's connections are cut: when it is gone, or cached by an engine that cuts them. */
  onConnectionLost(callback: () => void): Undo {
    const { engine, life } = this.#d;
    const undoGone = life.onGone(callback);
    const undoCached = life.onChange(() => {
      if (life.state === 'cached' && engine !== 'chromium') callback();
    });
    return () => {
      undoGone();
      undoCached();
    };
  }

  /** An event of the page, by itself. */
  happen(event: LifecycleEvent): void {
    this.#lifecycle.happen(event);
  }

  /** `forMs`: how long it has been hidden already; timers of pages hidden for five minutes fire once a minute. */
  hide({ forMs = 0 }: { readonly forMs?: number } = {}): void {
    const { life } = this.#d;
    if (life.state !== 'active' && life.state !== 'hidden') return;
    const wasActive = life.state === 'active';
    life.become('hidden', forMs);
    if (wasActive) this.#lifecycle.happen('hidden');
  }

  show(): void {
    const { life } = this.#d;
    if (life.state === 'frozen' || life.state === 'suspended') this.wake();
    if (life.state !== 'hidden') return;
    life.become('active');
    this.#lifecycle.isSeen = true;
    life.deliver('event', () => this.#lifecycle.happen('visible'));
  }

  /** Chromium freezes hidden pages; that a page was not warned is a fault to be prepared for. */
  freeze({ warned = true }: Warning = {}): void {
    const { life } = this.#d;
    this.hide();
    if (life.state !== 'hidden') return;
    if (warned) this.#lifecycle.happen('leave');
    life.become('frozen');
  }

  /** The whole process stands still: iOS, or a debugger. No event comes before. */
  suspend(): void {
    const { life } = this.#d;
    if (life.state === 'active' || life.state === 'hidden') life.become('suspended');
  }

  /** Ends `freeze` and `suspend`. */
  wake(): void {
    const { life } = this.#d;
    if (life.state !== 'frozen' && life.state !== 'suspended') return;
    const wasFrozen = life.state === 'frozen';
    life.become(this.#lifecycle.isSeen ? 'active' : 'hidden');
    if (wasFrozen) life.deliver('event', () => this.#lifecycle.happen('return'));
  }

  /** An ordinary link in the same tab: the page goes into the back/forward cache, where the engine lets it. */
  navigateAway({ warned = true }: Warning = {}): void {
    const { engine, life, locks } = this.#d;
    if (life.state !== 'active' && life.state !== 'hidden') return;
    const hasLocks = locks.held(this.id).length > 0 || locks.pendingOf(this.id) > 0;
    if (warned) this.#lifecycle.happen('leave');
    if (engine === 'firefox' && hasLocks) {
      this.#end();
      return;
    }
    life.become('cached');
    if (engine === 'webkit') locks.takeAwayFrom(life);
  }

  /** Back to the page. `false`: it was not kept, and the browser loads it anew: open another tab. */
  comeBack(): boolean {
    const { engine, life } = this.#d;
    if (life.state !== 'cached') return false;
    life.become('active');
    this.#lifecycle.isSeen = true;
    life.deliver('event', () => this.#lifecycle.happen('return'));
    if (engine === 'chromium') life.deliver('event', () => this.#lifecycle.happen('return'));
    return true;
  }

  close({ warned = true }: Warning = {}): void {
    if (warned && (this.state === 'active' || this.state === 'hidden')) this.#lifecycle.happen('leave');
    this.#end();
  }

  /** Also what a discard does: no event, no last words. */
  crash(): void {
    this.#end();
  }

  /** Its channels hear nothing any more; those it opens from now on do. */
  deafen(): void {
    this.#d.channels.deafen(this.id);
  }

  #end(): void {
    const { life, locks, channels } = this.#d;
    if (life.isGone) return;
    life.become('gone');
    locks.tabGone(life);
    channels.drop(this.id);
  }
}
