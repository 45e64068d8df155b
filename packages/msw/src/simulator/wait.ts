import type { Clock, Undo } from './clock.ts';

/**
 * Resolves when `start`'s callback is called, which must be later than at once. When the signal aborts first,
 * calls the undo that `start` gave, and rejects with the signal's reason.
 */
async function waitFor(signal: AbortSignal, start: (done: () => void) => Undo): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve) => {
    const end = (): void => {
      signal.removeEventListener('abort', end);
      undo();
      resolve();
    };
    signal.addEventListener('abort', end);
    const undo = start(end);
  });
  signal.throwIfAborted();
}

export async function sleep(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (delayMs > 0) await waitFor(signal, (done) => clock.setTimer(delayMs, done));
}

/** Something to wait at. It is open unless it was shut. */
export class Gate {
  #shut = false;
  readonly #waiting = new Set<() => void>();

  set shut(shut: boolean) {
    this.#shut = shut;
    if (shut) return;
    for (const pass of this.#waiting) pass();
    this.#waiting.clear();
  }

  /** Resolves when the gate is open; rejects when the signal aborts. */
  async passed(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.#shut) return;
    await waitFor(signal, (pass) => {
      this.#waiting.add(pass);
      return () => this.#waiting.delete(pass);
    });
  }
}

/** Rejects when the signal aborts, and does nothing else. */
export async function forEver(signal: AbortSignal): Promise<never> {
  await waitFor(signal, () => () => undefined);
  throw new Error('unreachable: nothing but the signal ends this');
}
