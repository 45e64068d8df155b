/** Calling an undo again does nothing. */
export type Undo = () => void;

/** Time, as the simulator sees it. */
export interface Clock {
  /** Milliseconds since 1970 that never go back. */
  nowMs(): number;
  setTimer(delayMs: number, callback: () => void): Undo;
}

/** Its timers do not keep the process alive. */
export const realClock: Clock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  setTimer(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
