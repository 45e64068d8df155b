import type { Lifecycle } from '../../platform/lifecycle.ts';
import type { HeldLock, Locks } from '../../platform/locks.ts';
import type { Clock } from '../../platform/clock.ts';

/** Of the tab that is asking the provider for a clip just now. */
export interface Claim {
  /** Works twice. */
  release(): void;
}

/**
 * How long a tab waits for the one that asks for the same clip, in milliseconds: longer than an answer takes, and short
 * enough for one that was frozen without a word.
 */
const PATIENCE_MS = 20_000;

/** Lets one tab at a time ask for a clip. Nothing is held but while a request is under way or waited for. */
export class Claims {
  readonly #locks: Locks;
  readonly #lifecycle: Lifecycle;
  readonly #clock: Clock;

  constructor(locks: Locks, lifecycle: Lifecycle, clock: Clock) {
    this.#locks = locks;
    this.#lifecycle = lifecycle;
    this.#clock = clock;
  }

  /** `null` where another tab has it. */
  async take(hash: string): Promise<Claim | null> {
    const lock = await this.#locks.request(nameOf(hash), { how: 'if-available' });
    return lock === null ? null : this.#claimOf(lock);
  }

  /** Waits until no other tab has it any more, or the page is left. `false` where it was waited for in vain. */
  async free(hash: string, signal: AbortSignal): Promise<boolean> {
    const enough = new AbortController();
    const stop = (): void => enough.abort();
    let isInVain = false;
    const undoTimer = this.#clock.setTimer(PATIENCE_MS, () => {
      isInVain = true;
      stop();
    });
    const undoLife = this.#lifecycle.subscribe((event) => {
      // A page that is left must not stand in a queue.
      if (event === 'leave') stop();
    });
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    try {
      const lock = await this.#locks.request(nameOf(hash), { how: 'wait', signal: enough.signal });
      lock?.release();
      return !isInVain;
    } finally {
      undoTimer();
      undoLife();
      signal.removeEventListener('abort', stop);
    }
  }

  #claimOf(lock: HeldLock): Claim {
    const release = (): void => {
      undo();
      lock.release();
    };
    const undo = this.#lifecycle.subscribe((event) => {
      if (event === 'leave') release();
    });
    return { release };
  }
}

function nameOf(hash: string): string {
  return `cuelight:clip:${hash}`;
}
