import type { Clock, Undo } from '../platform/clock.ts';

interface Appointment {
  readonly atMs: number;
  readonly callback: () => void;
  isUndone: boolean;
}

/** Promise chains are followed this far between two appointments. */
const MICROTASKS_BETWEEN = 40;

export interface VirtualClockOptions {
  /** How many turns of the microtask queue come between two appointments. @default 40 */
  readonly microtaskTurns?: number;
}

/**
 * Time that stands still until a test moves it. It goes from appointment to appointment, in order of time and
 * then of making, and lets the promises that each one wakes run before the next.
 */
export class VirtualClock implements Clock {
  readonly #microtaskTurns: number;
  #nowMs = 0;
  #wallOffsetMs = 1_700_000_000_000;
  #pending = 0;
  /** Latest first, so that the next one is taken from the end. */
  readonly #appointments: Appointment[] = [];

  constructor({ microtaskTurns = MICROTASKS_BETWEEN }: VirtualClockOptions = {}) {
    this.#microtaskTurns = microtaskTurns;
  }

  now(): number {
    return this.#nowMs;
  }

  wallNow(): number {
    return this.#nowMs + this.#wallOffsetMs;
  }

  setTimer(delayMs: number, callback: () => void): Undo {
    const atMs = this.#nowMs + Math.max(0, delayMs);
    const appointment: Appointment = { atMs, callback, isUndone: false };
    const appointments = this.#appointments;
    let low = 0;
    let high = appointments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((appointments[middle]?.atMs ?? 0) > atMs) low = middle + 1;
      else high = middle;
    }
    appointments.splice(low, 0, appointment);
    this.#pending += 1;
    return () => {
      if (appointment.isUndone) return;
      appointment.isUndone = true;
      this.#pending -= 1;
    };
  }

  afterTask(callback: () => void): Undo {
    return this.setTimer(0, callback);
  }

  /** Timers that have not fired or been undone. */
  get pending(): number {
    return this.#pending;
  }

  /** When the next timer fires, or `null`. */
  get nextAtMs(): number | null {
    return this.#next()?.atMs ?? null;
  }

  /** Keeps the next appointment, and lets the promises run that it wakes. `false` if there is none. */
  async step(): Promise<boolean> {
    const next = this.#next();
    if (next === null) return false;
    this.#appointments.pop();
    this.#keep(next);
    await settleMicrotasks(this.#microtaskTurns);
    return true;
  }

  /** Moves time forward by `ms`, keeping every appointment on the way. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settleMicrotasks(this.#microtaskTurns);
    for (let next = this.#next(); next !== null && next.atMs <= untilMs; next = this.#next()) {
      // oxlint-disable-next-line no-await-in-loop -- one appointment after the other is the point
      await this.step();
    }
    this.#nowMs = untilMs;
  }

  /** Advances from appointment to appointment until `condition` holds. Throws when `limitMs` have passed. */
  async until(condition: () => boolean, limitMs = 60_000): Promise<void> {
    const untilMs = this.#nowMs + limitMs;
    await settleMicrotasks(this.#microtaskTurns);
    while (!condition()) {
      const next = this.#next();
      if (next === null || next.atMs > untilMs) {
        throw new Error(`The condition did not hold within ${limitMs} ms of virtual time`);
      }
      // oxlint-disable-next-line no-await-in-loop
      await this.step();
    }
  }

  /** The machine's calendar jumps, as after sleep or a change of the time. */
  jumpWall(ms: number): void {
    this.#wallOffsetMs += ms;
  }

  #next(): Appointment | null {
    const appointments = this.#appointments;
    for (let next = appointments.at(-1); next !== undefined; next = appointments.at(-1)) {
      if (!next.isUndone) return next;
      appointments.pop();
    }
    return null;
  }

  #keep(appointment: Appointment): void {
    // From now on its undo has nothing to undo.
    appointment.isUndone = true;
    this.#pending -= 1;
    this.#nowMs = Math.max(this.#nowMs, appointment.atMs);
    appointment.callback();
  }
}

const RESOLVED: Promise<void> = Promise.resolve();

/** Lets the promises run that are ready to, and those that they wake. */
export async function settleMicrotasks(turns: number = MICROTASKS_BETWEEN): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    // oxlint-disable-next-line no-await-in-loop
    await RESOLVED;
  }
}
