/** Calling an undo again does nothing. */
export type Undo = () => void;

/** Time, as the simulator sees it. */
export interface Clock {
  /** Milliseconds since 1970 that never go back. */
  nowMs(): number;
  setTimer(delayMs: number, callback: () => void): Undo;
}

/** Its timers do not keep a process alive. Looked up when called, so that fake timers of a test are in charge. */
export const realClock: Clock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  setTimer(delayMs, callback) {
    // What is overdue already is due now: Node warns of negative times.
    const timer = setTimeout(callback, Math.max(0, delayMs));
    // A browser's is a number.
    if (typeof timer === 'object') timer.unref();
    return () => clearTimeout(timer);
  },
};
