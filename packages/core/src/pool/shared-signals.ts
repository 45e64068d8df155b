import type { Undo } from '../platform/clock.ts';

/**
 * One abort listener for each signal, however many jobs share it. A listener a job costs O(n) each in Node,
 * and a signal that lives long would keep the closures of every job that ever used it.
 */
export class SharedSignals {
  readonly #callbacks: Map<AbortSignal, Set<() => void>> = new Map();

  /** Calls `onAbort` once if the signal aborts. A signal that has aborted already is the caller's to check. */
  add(signal: AbortSignal, onAbort: () => void): Undo {
    let callbacks = this.#callbacks.get(signal);
    if (callbacks === undefined) {
      callbacks = new Set();
      this.#callbacks.set(signal, callbacks);
      signal.addEventListener('abort', this.#aborted);
    }
    callbacks.add(onAbort);
    return () => {
      if (!callbacks.delete(onAbort) || callbacks.size > 0 || this.#callbacks.get(signal) !== callbacks)
        return;
      this.#forget(signal);
    };
  }

  readonly #aborted = (event: Event): void => {
    const signal = event.target;
    if (!(signal instanceof AbortSignal)) return;
    const callbacks = this.#callbacks.get(signal);
    this.#forget(signal);
    for (const onAbort of callbacks ?? []) onAbort();
  };

  #forget(signal: AbortSignal): void {
    this.#callbacks.delete(signal);
    signal.removeEventListener('abort', this.#aborted);
  }
}
