import type { Clock, Undo } from '../platform/clock.ts';

/**
 * What is to be done from a later task, in order. A page that was frozen without a word still runs its message
 * handlers, but no such task: what matters to others only while the page lives is done from here.
 */
export class LaterTasks {
  readonly #clock: Clock;
  readonly #callbacks: (() => void)[] = [];
  readonly #undos: Set<Undo> = new Set();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(callback: () => void): void {
    this.#callbacks.push(callback);
    const undo = this.#clock.afterTask(() => {
      this.#undos.delete(undo);
      this.#callbacks.shift()?.();
    });
    this.#undos.add(undo);
  }

  /** Unless it is to be done already. */
  once(callback: () => void): void {
    if (!this.#callbacks.includes(callback)) this.add(callback);
  }

  /** Works twice. */
  stop(): void {
    for (const undo of this.#undos) undo();
    this.#undos.clear();
    this.#callbacks.length = 0;
  }
}
