import type { Clock, Undo } from '../platform/clock.ts';

/** A throttled conductor may be late for its own appointment: whoever is first reminds it. */
export class DueReminder {
  readonly #clock: Clock;
  readonly #remind: () => void;
  #undo: Undo | null = null;

  constructor(clock: Clock, remind: () => void) {
    this.#clock = clock;
    this.#remind = remind;
  }

  /** `null`: there is none, or somebody was faster. Also the undo, which works twice. */
  set(dueInMs: number | null): void {
    this.#undo?.();
    this.#undo = null;
    if (dueInMs === null) return;
    this.#undo = this.#clock.setTimer(dueInMs + 1, () => {
      this.#undo = null;
      this.#remind();
    });
  }
}
