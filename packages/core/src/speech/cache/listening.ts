import { CuelightError } from '../../errors.ts';
import type { Undo } from '../../platform/clock.ts';
import type { JobSnapshot } from '../../pool/types.ts';
import { guarded } from '../../store.ts';
import type { ClipJob, ClipOrigin, ClipSink } from '../clip-source.ts';

/** What a clip is heard from. */
export interface Heard {
  /** Of those who have not heard all of it yet. */
  getState(): JobSnapshot;
  /** Calls back when the snapshot may have changed. */
  observe(changed: () => void): Undo;
  /** This one does not want it any more. */
  left(listening: Listening): void;
}

/** What has been heard of a clip so far, for one who comes later. */
export interface HeardSoFar {
  readonly hasBegun: boolean;
  readonly pieces: Uint8Array[];
  readonly isComplete: boolean;
}

export const NOTHING_YET: HeardSoFar = { hasBegun: false, pieces: [], isComplete: false };

const DONE: JobSnapshot = { state: 'done' };
const CANCELLED: JobSnapshot = { state: 'cancelled' };

/** One of those who want a clip, with a job of its own: it may leave alone, and it ends once. */
export class Listening implements ClipJob {
  readonly finished: Promise<void>;
  origin: ClipOrigin;
  readonly #heard: Heard;
  readonly #sink: ClipSink;
  readonly #doing: string;
  readonly #observers: Set<() => void> = new Set();
  /** Before it has caught up, what comes is part of what it will be told at once. */
  #hasCaughtUp = false;
  #settled: JobSnapshot | null = null;
  #resolve!: () => void;
  #reject!: (error: CuelightError | undefined) => void;

  constructor(heard: Heard, sink: ClipSink, origin: ClipOrigin, doing: string) {
    this.#heard = heard;
    this.#sink = sink;
    this.origin = origin;
    this.#doing = doing;
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.finished.catch(() => undefined);
  }

  getState(): JobSnapshot {
    return this.#settled ?? this.#heard.getState();
  }

  getInitialState(): JobSnapshot {
    return this.getState();
  }

  readonly subscribe: ClipJob['subscribe'] = (listener) => {
    let shown = this.getState();
    const tell = guarded(listener);
    const show = (): void => {
      const before = shown;
      shown = this.getState();
      if (shown !== before) tell(shown, before);
    };
    this.#observers.add(show);
    const stop = this.#settled === null ? this.#heard.observe(show) : null;
    return () => {
      this.#observers.delete(show);
      stop?.();
    };
  };

  cancel(): void {
    if (this.#settled !== null) return;
    this.#heard.left(this);
    this.fail(new CuelightError('cancelled', { doing: this.#doing, because: 'it was cancelled' }));
  }

  /** Tells it what there is already. Works twice. */
  catchUp({ hasBegun, pieces, isComplete }: HeardSoFar): void {
    if (this.#hasCaughtUp) return;
    this.#hasCaughtUp = true;
    if (hasBegun) this.began();
    for (const piece of pieces) this.received(piece);
    if (isComplete) this.completed();
  }

  /** `origin`: of this take alone. */
  began(origin: ClipOrigin = this.origin): void {
    if (this.#isListening) this.#sink.began(origin);
  }

  received(bytes: Uint8Array): void {
    if (this.#isListening) this.#sink.received(bytes);
  }

  completed(): void {
    if (this.#isListening) this.#sink.completed();
  }

  mayRetry(error: CuelightError): boolean {
    return this.#sink.mayRetry(error);
  }

  end(): void {
    this.#settle(DONE);
  }

  fail(error: CuelightError): void {
    this.#settle(error.code === 'cancelled' ? CANCELLED : { state: 'failed', error }, error);
  }

  get #isListening(): boolean {
    return this.#hasCaughtUp && this.#settled === null;
  }

  #settle(how: JobSnapshot, error?: CuelightError): void {
    if (this.#settled !== null) return;
    this.#settled = how;
    if (how === DONE) this.#resolve();
    else this.#reject(error);
    for (const show of this.#observers) show();
    this.#observers.clear();
  }
}
