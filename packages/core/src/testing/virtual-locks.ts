import type { HeldLock, LockRequest, Locks } from '../platform/locks.ts';
import type { VirtualClock } from './virtual-clock.ts';

interface Holder {
  readonly tab: string;
  lose(): void;
}

interface Waiter {
  readonly tab: string;
  readonly grant: () => void;
}

/** How long the browser takes to answer a request or to hand a lock on, in milliseconds. */
const LOCK_DELAY_MS = 0.3;

/** The lock manager of one origin, shared by its virtual tabs: exclusive locks, first come first served. */
export class VirtualLockManager {
  readonly #clock: VirtualClock;
  readonly #holders: Map<string, Holder> = new Map();
  readonly #waiters: Map<string, Waiter[]> = new Map();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** The locks as one tab sees them. */
  forTab(tab: string): Locks {
    return {
      request: (name, request) => this.#request(tab, name, request),
      heldNames: (prefix) =>
        new Promise((answer) => {
          this.#later(() => answer(this.held().filter((name) => name.startsWith(prefix))));
        }),
    };
  }

  /** Names of all locks held. */
  held(): string[] {
    return [...this.#holders.keys()];
  }

  /** How many requests wait. */
  get pending(): number {
    let count = 0;
    for (const waiters of this.#waiters.values()) count += waiters.length;
    return count;
  }

  /** The tab is gone: the browser gives back what it held, and forgets what it asked for. */
  tabDied(tab: string): void {
    for (const [name, waiters] of this.#waiters) {
      this.#waiters.set(
        name,
        waiters.filter((waiter) => waiter.tab !== tab),
      );
    }
    for (const [name, holder] of this.#holders) {
      if (holder.tab === tab) this.#free(name, holder);
    }
  }

  #request(tab: string, name: string, request: LockRequest): Promise<HeldLock | null> {
    return new Promise((answer) => {
      this.#later(() => {
        if (request.how === 'steal') {
          const holder = this.#holders.get(name);
          holder?.lose();
          this.#holders.delete(name);
          answer(this.#hold(tab, name));
          return;
        }
        if (request.how === 'wait' && request.signal.aborted) {
          answer(null);
          return;
        }
        if (!this.#holders.has(name)) {
          answer(this.#hold(tab, name));
          return;
        }
        if (request.how === 'if-available') {
          answer(null);
          return;
        }
        this.#queue(tab, name, request.signal, answer);
      });
    });
  }

  #queue(tab: string, name: string, signal: AbortSignal, answer: (lock: HeldLock | null) => void): void {
    const waiters = this.#waiters.get(name) ?? [];
    const waiter = { tab, grant: () => answer(this.#hold(tab, name)) };
    waiters.push(waiter);
    this.#waiters.set(name, waiters);
    signal.addEventListener(
      'abort',
      () => {
        const current = this.#waiters.get(name) ?? [];
        const index = current.indexOf(waiter);
        if (index >= 0) current.splice(index, 1);
        answer(null);
      },
      { once: true },
    );
  }

  #hold(tab: string, name: string): HeldLock {
    let end!: (how: 'released' | 'lost') => void;
    const ended = new Promise<'released' | 'lost'>((resolve) => {
      end = resolve;
    });
    const holder: Holder = { tab, lose: () => end('lost') };
    this.#holders.set(name, holder);
    return {
      ended,
      release: () => {
        end('released');
        this.#free(name, holder);
      },
    };
  }

  #free(name: string, holder: Holder): void {
    if (this.#holders.get(name) !== holder) return;
    this.#holders.delete(name);
    this.#later(() => {
      if (this.#holders.has(name)) return;
      this.#waiters.get(name)?.shift()?.grant();
    });
  }

  #later(callback: () => void): void {
    this.#clock.setTimer(LOCK_DELAY_MS, callback);
  }
}
