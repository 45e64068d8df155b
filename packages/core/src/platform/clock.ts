/** Calling an undo again does nothing. */
export type Undo = () => void;

/**
 * Time. Durations are measured with `now()`, which never goes back but may stand still while the
 * machine sleeps; `wallNow()` may jump either way and is used only to notice such a sleep.
 */
export interface Clock {
  /** Monotonic milliseconds. */
  now(): number;
  /** Milliseconds since 1970, by the machine's own calendar. */
  wallNow(): number;
  /**
   * Calls `callback` once, after `delayMs` at the earliest, or after 24 days: no browser counts further. The undo works
   * also afterwards.
   */
  setTimer(delayMs: number, callback: () => void): Undo;
  /**
   * Calls `callback` from a later task that a frozen page does not run (a MessageChannel hop):
   * frozen Chromium pages still run BroadcastChannel handlers and microtasks, but not this.
   */
  afterTask(callback: () => void): Undo;
}

/** With one more, a browser's timer fires at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The clock of this page, worker or process. */
export function browserClock(): Clock {
  const time = performance;
  return {
    now: () => time.now(),
    wallNow: () => Date.now(),
    setTimer: (delayMs, callback) => {
      // Browsers drop fractions: what waits for a moment would come too early and wait again.
      const timer = setTimeout(callback, Math.min(Math.ceil(delayMs), LONGEST_TIMEOUT_MS));
      return () => clearTimeout(timer);
    },
    afterTask: (callback) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        callback();
      };
      port2.postMessage(null);
      return () => port1.close();
    },
  };
}
