import type { Clock } from '../platform/clock.ts';

/** A tab that slept this long may have lost its lock without having been told yet. */
const SLEPT_MS = 5000;

/** Whether the page stood still: by either clock, since some of them stand still with it. */
export class SleepDetector {
  readonly #clock: Clock;
  #lastMs: number;
  #lastWallMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastMs = clock.now();
    this.#lastWallMs = clock.wallNow();
  }

  /** Since it was last asked. */
  hasSlept(): boolean {
    const now = this.#clock.now();
    const wallMs = this.#clock.wallNow();
    const sleptMs = Math.max(Math.abs(wallMs - this.#lastWallMs), now - this.#lastMs);
    this.#lastMs = now;
    this.#lastWallMs = wallMs;
    return sleptMs > SLEPT_MS;
  }
}
