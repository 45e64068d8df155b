import type { Clock, Undo } from '../platform/clock.ts';
import type { HeldLock, Locks } from '../platform/locks.ts';

export interface PresenceDependencies {
  readonly clock: Clock;
  readonly locks: Locks;
  readonly name: string;
  /** Aborted: nobody waits for the lock any more. */
  readonly signal: AbortSignal;
  /** The browser gives no locks here, or does not answer. */
  onRefused(): void;
}

/** Locks that have not answered by then never will. */
const PATIENCE_TICK_MS = 1000;
/** Several, since a page that wakes is late to hear everything. */
const PATIENCE_TICKS = 5;

/** A lock of this tab's own: as long as somebody holds it, the tab lives. */
export class Presence {
  readonly #d: PresenceDependencies;
  #lock: HeldLock | null = null;
  #undoPatience: Undo | null = null;
  #isOver = false;

  constructor(dependencies: PresenceDependencies) {
    this.#d = dependencies;
  }

  get isHeld(): boolean {
    return this.#lock !== null;
  }

  /** Whether it is held now. Nobody else asks for it, so that only a refusal, or the end, is a no. */
  async take(): Promise<boolean> {
    this.#expectAnswer(PATIENCE_TICKS);
    // WebKit refuses what a page had asked for when it was cached, and grants it when it is back.
    const lock = (await this.#ask()) ?? (await this.#ask());
    this.#undoPatience?.();
    if (this.#isOver) lock?.release();
    else if (lock === null) this.#d.onRefused();
    else this.#lock = lock;
    return this.#lock !== null;
  }

  /** For good. Works twice. */
  release(): void {
    this.#isOver = true;
    this.#undoPatience?.();
    this.#lock?.release();
    this.#lock = null;
  }

  #ask(): Promise<HeldLock | null> {
    const { locks, name, signal } = this.#d;
    return locks.request(name, { how: 'wait', signal });
  }

  #expectAnswer(ticks: number): void {
    this.#undoPatience = this.#d.clock.setTimer(PATIENCE_TICK_MS, () => {
      if (ticks > 1) this.#expectAnswer(ticks - 1);
      else this.#d.onRefused();
    });
  }
}
