import type { Clock, Undo } from '../platform/clock.ts';
import type { Failure } from '../providers/provider.ts';

/** Why we end a request from our side. */
export type CutCause =
  | { readonly type: 'cancelled' }
  /** Nothing more is wanted of it. */
  | { readonly type: 'enough' }
  | { readonly type: 'failure'; readonly failure: Failure };

export type Settled<T> =
  | { readonly type: 'value'; readonly value: T }
  | { readonly type: 'error'; readonly error: unknown }
  /** We ended the request first. */
  | { readonly type: 'cut' };

/** How long an aborted `fetch` or a cancelled body may take to wind up before we stop waiting for it. */
const WIND_UP_MS = 1000;

/**
 * The one way in which a request is ended from our side: by the caller's signal, by a deadline, or because of
 * what it answered. The first cause stands. `close()` lets go of the signal and of the timer.
 */
export class Cut {
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  readonly #stopListening: Undo;
  #cause: CutCause | null = null;
  #stopDeadline: Undo = () => undefined;
  #onCut: () => void = () => undefined;

  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    const onAbort = (): void => this.now({ type: 'cancelled' });
    signal.addEventListener('abort', onAbort);
    this.#stopListening = () => signal.removeEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  }

  /** For `fetch`. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get cause(): CutCause | null {
    return this.#cause;
  }

  now(cause: CutCause): void {
    if (this.#cause !== null) return;
    this.#cause = cause;
    this.#stopDeadline();
    this.#controller.abort();
    this.#onCut();
  }

  /** Replaces the deadline before it. */
  unlessWithin(ms: number, cause: CutCause): void {
    this.#stopDeadline();
    if (this.#cause === null) this.#stopDeadline = this.#clock.setTimer(ms, () => this.now(cause));
  }

  noDeadline(): void {
    this.#stopDeadline();
  }

  /** Waits for `promise`, but not beyond a cut. What comes later goes unheard, rejections too. One at a time. */
  async before<T>(promise: Promise<T>): Promise<Settled<T>> {
    const settled = await new Promise<Settled<T>>((resolve) => {
      // A callback rather than a race with one long promise, which would keep every value until the request ends.
      this.#onCut = () => resolve({ type: 'cut' });
      if (this.#cause !== null) this.#onCut();
      promise.then(
        (value) => resolve({ type: 'value', value }),
        (error: unknown) => resolve({ type: 'error', error }),
      );
    });
    return this.#cause === null ? settled : { type: 'cut' };
  }

  /**
   * Waits until `promise` has settled, however it does, for a second at most: the slot of a request is free when
   * the request is over, not when we lose interest in it.
   */
  async windUp(promise: Promise<unknown>): Promise<void> {
    await new Promise<void>((resolve) => {
      const stopTimer = this.#clock.setTimer(WIND_UP_MS, resolve);
      const onSettled = (): void => {
        stopTimer();
        resolve();
      };
      promise.then(onSettled, onSettled);
    });
  }

  /** Works twice. */
  close(): void {
    this.#stopDeadline();
    this.#stopListening();
  }
}
