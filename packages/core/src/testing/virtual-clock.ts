import type { Clock, Undo } from '../platform/clock.ts';

interface Appointment {
  readonly atMs: number;
  readonly sequence: number;
  readonly callback: () => void;
}

/** Promise chains are followed this far between two appointments. */
const MICROTASKS_BETWEEN = 40;

/**
 * Time that stands still until a test moves it. It goes from appointment to appointment, in order of time and
 * then of making, and lets the promises that each one wakes run before the next.
 */
export class VirtualClock implements Clock {
  #nowMs = 0;
  #wallOffsetMs = 1_700_000_000_000;
  #sequence = 0;
  #appointments: Appointment[] = [];

  now(): number {
    return this.#nowMs;
  }

  wallNow(): number {
    return this.#nowMs + this.#wallOffsetMs;
  }

  setTimer(delayMs: number, callback: () => void): Undo {
    const appointment = {
      atMs: this.#nowMs + Math.max(0, delayMs),
      sequence: (this.#sequence += 1),
      callback,
    };
    let index = this.#appointments.length;
    while (index > 0 && (this.#appointments[index - 1]?.atMs ?? 0) > appointment.atMs) index -= 1;
    this.#appointments.splice(index, 0, appointment);
    return () => {
      const found = this.#appointments.indexOf(appointment);
      if (found >= 0) this.#appointments.splice(found, 1);
    };
  }

  afterTask(callback: () => void): Undo {
    return this.setTimer(0, callback);
  }

  /** Timers that have not fired or been undone. */
  get pending(): number {
    return this.#appointments.length;
  }

  /** Moves time forward by `ms`, keeping every appointment on the way. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settleMicrotasks();
    for (
      let next = this.#appointments[0];
      next !== undefined && next.atMs <= untilMs;
      next = this.#appointments[0]
    ) {
      this.#appointments.shift();
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.callback();
      // oxlint-disable-next-line no-await-in-loop -- one appointment after the other is the point
      await settleMicrotasks();
    }
    this.#nowMs = untilMs;
  }

  /** Advances from appointment to appointment until `condition` holds. Throws when `limitMs` have passed. */
  async until(condition: () => boolean, limitMs = 60_000): Promise<void> {
    const untilMs = this.#nowMs + limitMs;
    await settleMicrotasks();
    while (!condition()) {
      const next = this.#appointments[0];
      if (next === undefined || next.atMs > untilMs) {
        throw new Error(`The condition did not hold within ${limitMs} ms of virtual time`);
      }
      // oxlint-disable-next-line no-await-in-loop
      await this.advance(Math.max(0, next.atMs - this.#nowMs));
    }
  }

  /** The machine's calendar jumps, as after sleep or a change of the time. */
  jumpWall(ms: number): void {
    this.#wallOffsetMs += ms;
  }
}

export async function settleMicrotasks(): Promise<void> {
  for (let turn = 0; turn < MICROTASKS_BETWEEN; turn += 1) {
    // oxlint-disable-next-line no-await-in-loop
    await Promise.resolve();
  }
}
