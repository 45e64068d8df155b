import type { Clock, Undo } from '../platform/clock.ts';
import type { Machine } from './machine.ts';
import type { TabLife } from './tab-life.ts';
import type { VirtualClock } from './virtual-clock.ts';

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** Timers of a hidden page fire on whole seconds, and on whole minutes after five minutes. */
const HIDDEN_TICK_MS = 1000;
const LONG_HIDDEN_TICK_MS = 60_000;
const LONG_HIDDEN_AFTER_MS = 5 * 60_000;
/** However short a timer is, some time passes: what waits for a moment that has nearly come must not wait for ever. */
const SHORTEST_MS = 0.01;
/** Sums of times of two origins are not exact. */
const ROUNDING_MS = 1e-6;

export interface TabClockOptions {
  /** What `now()` says when the browser's clock says 0: pages that were opened at other times differ. */
  readonly originMs: number;
  /** How long a hop to a later task takes, in milliseconds. */
  readonly taskDelayMs: () => number;
}

/** The clock as one page has it: its own origin, timers slowed while it is hidden and stopped while it sleeps. */
export class TabClock implements Clock {
  readonly #clock: VirtualClock;
  readonly #machine: Machine;
  readonly #life: TabLife;
  readonly #options: TabClockOptions;
  /** Soonest first. */
  readonly #timers: Timer[] = [];
  #tasks = 0;
  #wakesAtMs = Infinity;
  #undoWake: Undo | null = null;

  constructor(clock: VirtualClock, machine: Machine, life: TabLife, options: TabClockOptions) {
    this.#clock = clock;
    this.#machine = machine;
    this.#life = life;
    this.#options = options;
    life.onChange(() => this.#arm());
    life.onGone(() => this.#undoWake?.());
  }

  now(): number {
    return this.#clock.now() - this.#machine.stoodStillMs + this.#options.originMs;
  }

  wallNow(): number {
    return this.#clock.wallNow();
  }

  /** Timers and hops that have not come and were not undone. */
  get pending(): number {
    return this.#timers.length + this.#tasks;
  }

  setTimer(delayMs: number, callback: () => void): Undo {
    const timer: Timer = { dueMs: this.now() + Math.max(SHORTEST_MS, delayMs), callback };
    let index = this.#timers.length;
    while (index > 0 && (this.#timers[index - 1]?.dueMs ?? 0) > timer.dueMs) index -= 1;
    this.#timers.splice(index, 0, timer);
    this.#arm();
    return () => {
      const found = this.#timers.indexOf(timer);
      if (found < 0) return;
      this.#timers.splice(found, 1);
      if (this.#timers.length === 0) this.#arm();
    };
  }

  afterTask(callback: () => void): Undo {
    let isPending = true;
    this.#tasks += 1;
    const done = (): void => {
      if (isPending) this.#tasks -= 1;
      isPending = false;
    };
    const undo = this.#clock.setTimer(this.#options.taskDelayMs(), () =>
      this.#life.deliver('task', () => {
        if (!isPending) return;
        done();
        callback();
      }),
    );
    return () => {
      undo();
      done();
    };
  }

  /** Sees to it that the browser's clock calls when the next timer may fire. */
  #arm(): void {
    const first = this.#timers[0];
    if (first === undefined || !this.#life.isRunning) {
      this.#undoWake?.();
      this.#undoWake = null;
      this.#wakesAtMs = Infinity;
      return;
    }
    const atMs = this.#fireAtMs(first.dueMs);
    // A wake that comes too early arms itself again.
    if (this.#undoWake !== null && this.#wakesAtMs === atMs) return;
    this.#undoWake?.();
    this.#wakesAtMs = atMs;
    this.#undoWake = this.#clock.setTimer(atMs - this.#clock.now(), () => {
      this.#undoWake = null;
      const due = this.#timers[0];
      const latestMs = this.#clock.now() + ROUNDING_MS;
      if (due !== undefined && this.#life.isRunning && this.#fireAtMs(due.dueMs) <= latestMs) {
        this.#timers.shift();
        try {
          due.callback();
        } finally {
          this.#arm();
        }
      } else {
        this.#arm();
      }
    });
  }

  #fireAtMs(dueMs: number): number {
    const nowMs = this.#clock.now();
    const atMs = Math.max(nowMs, nowMs + dueMs - this.now());
    const hiddenForMs = atMs - this.#life.hiddenSinceMs;
    if (hiddenForMs < 0) return atMs;
    const tickMs = hiddenForMs >= LONG_HIDDEN_AFTER_MS ? LONG_HIDDEN_TICK_MS : HIDDEN_TICK_MS;
    return Math.ceil(atMs / tickMs) * tickMs;
  }
}
