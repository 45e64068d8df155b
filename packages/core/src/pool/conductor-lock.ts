import type { HeldLock, Locks } from '../platform/locks.ts';

export interface ConductorLockDependencies {
  readonly locks: Locks;
  readonly name: string;
  /** Aborted: nobody waits for the lock any more. */
  readonly signal: AbortSignal;
  onTaken(): void;
  /** Another tab took it by force. */
  onLost(): void;
}

/** The one lock that makes a tab the conductor: waited for in line, or taken by force. */
export class ConductorLock {
  readonly #d: ConductorLockDependencies;
  #held: HeldLock | null = null;
  /** A request for it is pending; a lock that was stolen leaves it where it is. */
  #isInLine = false;
  #isOver = false;

  constructor(dependencies: ConductorLockDependencies) {
    this.#d = dependencies;
  }

  get held(): HeldLock | null {
    return this.#held;
  }

  /** Works twice: a tab stands in line once. */
  async wait(): Promise<void> {
    if (this.#isInLine) return;
    this.#isInLine = true;
    const { locks, name, signal } = this.#d;
    const lock = await locks.request(name, { how: 'wait', signal });
    this.#isInLine = false;
    if (lock !== null) this.#got(lock);
  }

  async steal(): Promise<void> {
    const lock = await this.#d.locks.request(this.#d.name, { how: 'steal' });
    if (lock !== null) this.#got(lock);
  }

  /** For good: what is granted later is given back at once. Works twice. */
  release(): void {
    this.#isOver = true;
    this.#held?.release();
    this.#held = null;
  }

  #got(lock: HeldLock): void {
    if (this.#isOver || this.#held !== null) {
      lock.release();
      return;
    }
    this.#held = lock;
    void lock.ended.then((how) => {
      if (how !== 'lost' || this.#held !== lock) return;
      this.#held = null;
      this.#d.onLost();
    });
    this.#d.onTaken();
  }
}
