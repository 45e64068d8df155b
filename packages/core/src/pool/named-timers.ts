import type { Clock, Undo } from '../platform/clock.ts';

interface NamedTimer {
  readonly atMs: number;
  readonly undo: Undo;
  readonly callback: () => void;
}

/**
 * One timer for each name. Timers of a hidden page may be a minute late, so whatever wakes the page first can do
 * their work: `catchUp`.
 */
export class NamedTimers<Name extends string> {
  readonly #clock: Clock;
  readonly #timers: Map<Name, NamedTimer> = new Map();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  has(name: Name): boolean {
    return this.#timers.has(name);
  }

  /** In place of the one of the same name, if there is one. */
  set(name: Name, delayMs: number, callback: () => void): void {
    this.clear(name);
    const undo = this.#clock.setTimer(delayMs, () => {
      this.#timers.delete(name);
      callback();
    });
    this.#timers.set(name, { atMs: this.#clock.now() + delayMs, undo, callback });
  }

  /** Works twice. */
  clear(name: Name): void {
    this.#timers.get(name)?.undo();
    this.#timers.delete(name);
  }

  /** Calls those whose time has come, though they have not fired. */
  catchUp(): void {
    const now = this.#clock.now();
    const late = [...this.#timers].filter(([, { atMs }]) => atMs <= now);
    for (const [name, timer] of late) {
      // One that was called may have cleared or replaced another.
      if (this.#timers.get(name) !== timer) continue;
      this.clear(name);
      timer.callback();
    }
  }

  /** Works twice. */
  stop(): void {
    for (const { undo } of this.#timers.values()) undo();
    this.#timers.clear();
  }
}
