import type { Undo } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import type { Machine } from './machine.ts';
import type { VirtualClock } from './virtual-clock.ts';

/**
 * `frozen`: a Chromium page that is frozen still runs its channel handlers and microtasks, and nothing else.
 * `suspended`: the whole process stands still (iOS, SIGSTOP). `cached`: in the back/forward cache.
 * `gone`: closed, crashed, discarded or evicted from the cache.
 */
export type TabState = 'active' | 'hidden' | 'frozen' | 'suspended' | 'cached' | 'gone';

/** Where a piece of work of a page comes from: sources keep their own order, and none among each other. */
export type TaskSource = 'timer' | 'task' | 'lock' | 'message' | 'network' | 'event';

export interface TabLifeDependencies {
  readonly clock: VirtualClock;
  readonly machine: Machine;
  readonly random: Random;
}

/** What a page may run in the state it is in. The rest waits, and comes in any order when the page wakes. */
export class TabLife {
  readonly id: string;
  readonly #d: TabLifeDependencies;
  readonly #backlog: Map<TaskSource, (() => void)[]> = new Map();
  readonly #onGone: Set<() => void> = new Set();
  readonly #onChange: Set<() => void> = new Set();
  #state: TabState = 'active';
  #hiddenSinceMs = Infinity;
  #undoDrain: Undo | null = null;

  constructor(id: string, dependencies: TabLifeDependencies) {
    this.id = id;
    this.#d = dependencies;
  }

  get state(): TabState {
    return this.#state;
  }

  get isGone(): boolean {
    return this.#state === 'gone';
  }

  /** Since when the page is not to be seen, on the browser's clock; `Infinity` while it is. */
  get hiddenSinceMs(): number {
    return this.#hiddenSinceMs;
  }

  /** Whether the page can run work of every kind. */
  get isRunning(): boolean {
    return this.runs('timer');
  }

  /** Whether the page runs work from this source now. */
  runs(source: TaskSource): boolean {
    if (this.#d.machine.isAsleep) return false;
    switch (this.#state) {
      case 'active':
      case 'hidden':
        return true;
      case 'frozen':
        return source === 'message';
      case 'suspended':
      case 'cached':
      case 'gone':
        return false;
    }
  }

  /** Runs `callback` now, or as soon as the page can; never if it is gone. */
  deliver(source: TaskSource, callback: () => void): void {
    if (this.isGone) return;
    const waiting = this.#backlog.get(source);
    if (this.runs(source) && (waiting === undefined || waiting.length === 0)) {
      callback();
      return;
    }
    if (waiting === undefined) this.#backlog.set(source, [callback]);
    else waiting.push(callback);
    this.#drainLater();
  }

  /** `hiddenForMs`: how long it has been hidden already. */
  become(state: TabState, hiddenForMs = 0): void {
    if (this.isGone) return;
    this.#state = state;
    const isVisible = state === 'active';
    if (isVisible) this.#hiddenSinceMs = Infinity;
    else this.#hiddenSinceMs = Math.min(this.#hiddenSinceMs, this.#d.clock.now() - hiddenForMs);
    this.wakeUp();
    if (state !== 'gone') return;
    this.#backlog.clear();
    this.#undoDrain?.();
    for (const callback of this.#onGone) callback();
    this.#onGone.clear();
    this.#onChange.clear();
  }

  /** What the page may run has changed. */
  wakeUp(): void {
    this.#drainLater();
    for (const callback of this.#onChange) callback();
  }

  /** Calls `callback` when the page is gone. */
  onGone(callback: () => void): Undo {
    this.#onGone.add(callback);
    return () => this.#onGone.delete(callback);
  }

  /** Calls `callback` whenever the state has changed. */
  onChange(callback: () => void): Undo {
    this.#onChange.add(callback);
    return () => this.#onChange.delete(callback);
  }

  #drainLater(): void {
    if (this.#undoDrain !== null || this.#drainable().length === 0) return;
    this.#undoDrain = this.#d.clock.setTimer(0, () => {
      this.#undoDrain = null;
      const queues = this.#drainable();
      queues[Math.floor(this.#d.random() * queues.length)]?.shift()?.();
      this.#drainLater();
    });
  }

  #drainable(): (() => void)[][] {
    const queues: (() => void)[][] = [];
    for (const [source, waiting] of this.#backlog) {
      if (waiting.length > 0 && this.runs(source)) queues.push(waiting);
    }
    return queues;
  }
}
