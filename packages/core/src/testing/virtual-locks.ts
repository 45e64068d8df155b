import type { HeldLock, LockRequest, Locks } from '../platform/locks.ts';
import type { TabLife } from './tab-life.ts';
import type { VirtualClock } from './virtual-clock.ts';

/**
 * How a page is treated when it asks for locks. `refused`: every request is rejected, as in an opaque origin.
 * `silent`: no request is ever answered.
 */
export type LockService = 'granted' | 'refused' | 'silent';

export interface VirtualLocksOptions {
  readonly clock: VirtualClock;
  /** How long a page's word takes to the browser, in milliseconds. */
  readonly requestDelayMs: () => number;
  /** How long the browser's answer takes to the page, in milliseconds. */
  readonly answerDelayMs: () => number;
  /** Somebody wants, or is given, a lock of a page in the back/forward cache. */
  readonly onCachedContention: (life: TabLife) => void;
}

interface PendingRequest {
  readonly life: TabLife;
  readonly answer: (lock: HeldLock | null) => void;
  isGivenUp: boolean;
}

interface Holder {
  readonly life: TabLife;
  readonly pending: PendingRequest;
  end(how: 'released' | 'lost'): void;
}

/** The lock manager of one origin, shared by its virtual tabs: exclusive locks, first come first served. */
export class VirtualLocks {
  readonly #d: VirtualLocksOptions;
  readonly #holders: Map<string, Holder> = new Map();
  readonly #queues: Map<string, PendingRequest[]> = new Map();
  /** When the last word of each page arrives: what it says later arrives later. */
  readonly #lastWordMs: Map<TabLife, number> = new Map();
  /** When the last answer reaches each page: they all come by one way. */
  readonly #lastAnswerMs: Map<TabLife, number> = new Map();

  constructor(options: VirtualLocksOptions) {
    this.#d = options;
  }

  /** The locks as one tab sees them. */
  forTab(life: TabLife, service: LockService): Locks {
    return {
      request: (name, request) => {
        if (service === 'silent') return new Promise(() => {});
        return service === 'refused' ? Promise.resolve(null) : this.#request(life, name, request);
      },
      heldNames: (prefix) =>
        new Promise((answer) => {
          if (service !== 'granted') {
            if (service === 'refused') answer([]);
            return;
          }
          this.#say(life, () => {
            const names = this.held().filter((name) => name.startsWith(prefix));
            this.#evictCachedHolders();
            this.#tell(life, () => answer(names));
          });
        }),
    };
  }

  /** Names of all locks held, or of those that one tab holds. */
  held(tabId?: string): string[] {
    const names: string[] = [];
    for (const [name, { life }] of this.#holders) {
      if (tabId === undefined || life.id === tabId) names.push(name);
    }
    return names;
  }

  countHeld(tabId: string, prefix: string): number {
    let count = 0;
    for (const [name, { life }] of this.#holders) {
      if (life.id === tabId && name.startsWith(prefix)) count += 1;
    }
    return count;
  }

  holderOf(name: string): string | null {
    return this.#holders.get(name)?.life.id ?? null;
  }

  /** How many requests wait. */
  get pending(): number {
    let count = 0;
    for (const queue of this.#queues.values()) count += queue.length;
    return count;
  }

  pendingOf(tabId: string): number {
    let count = 0;
    for (const queue of this.#queues.values()) {
      for (const { life } of queue) if (life.id === tabId) count += 1;
    }
    return count;
  }

  /** The tab is gone: the browser gives back what it held, and forgets what it asked for. */
  tabGone(life: TabLife): void {
    this.#forgetRequests(life, () => {});
    for (const [name, holder] of this.#holders) if (holder.life === life) this.#free(name, holder);
    this.#lastWordMs.delete(life);
    this.#lastAnswerMs.delete(life);
  }

  /** What WebKit does to a page that enters the back/forward cache. */
  takeAwayFrom(life: TabLife): void {
    this.#forgetRequests(life, ({ answer }) => answer(null));
    for (const [name, holder] of this.#holders) {
      if (holder.life !== life) continue;
      holder.pending.isGivenUp = true;
      this.#tell(life, () => holder.end('lost'));
      this.#free(name, holder);
    }
  }

  #request(life: TabLife, name: string, request: LockRequest): Promise<HeldLock | null> {
    return new Promise((resolve) => {
      const pending: PendingRequest = { life, answer: resolve, isGivenUp: false };
      if (request.how === 'wait') {
        const { signal } = request;
        if (signal.aborted) {
          resolve(null);
          return;
        }
        signal.addEventListener('abort', () => this.#giveUp(pending, name), { once: true });
      }
      this.#say(life, () => this.#arrived(pending, name, request.how));
    });
  }

  #giveUp(pending: PendingRequest, name: string): void {
    pending.isGivenUp = true;
    pending.answer(null);
    this.#say(pending.life, () => {
      const queue = this.#queues.get(name);
      const index = queue?.indexOf(pending) ?? -1;
      if (index >= 0) queue?.splice(index, 1);
    });
  }

  #arrived(pending: PendingRequest, name: string, how: LockRequest['how']): void {
    const holder = this.#holders.get(name);
    if (holder !== undefined && how === 'steal') {
      this.#tell(holder.life, () => holder.end('lost'));
      this.#holders.delete(name);
    }
    if (!this.#holders.has(name)) {
      this.#grant(pending, name);
      return;
    }
    if (holder?.life.state === 'cached') this.#d.onCachedContention(holder.life);
    if (how === 'if-available') {
      this.#tell(pending.life, () => pending.answer(null));
      return;
    }
    const queue = this.#queues.get(name);
    if (queue === undefined) this.#queues.set(name, [pending]);
    else queue.push(pending);
  }

  #grant(pending: PendingRequest, name: string): void {
    const { life } = pending;
    let end!: (how: 'released' | 'lost') => void;
    const ended = new Promise<'released' | 'lost'>((resolve) => {
      end = resolve;
    });
    const holder: Holder = { life, pending, end };
    this.#holders.set(name, holder);
    if (life.state === 'cached') this.#d.onCachedContention(life);
    const release = (): void => {
      end('released');
      this.#say(life, () => this.#free(name, holder));
    };
    this.#tell(life, () => {
      // Granted before the browser knew that it was given up: the page lets go at once, unless it is frozen (seen
      // in Chromium 156, also where the signal was aborted in the task of the request).
      if (pending.isGivenUp) {
        release();
        pending.answer(null);
      } else pending.answer({ release, ended });
    });
  }

  #free(name: string, holder: Holder): void {
    if (this.#holders.get(name) !== holder) return;
    this.#holders.delete(name);
    const next = this.#queues.get(name)?.shift();
    if (next !== undefined) this.#grant(next, name);
  }

  #forgetRequests(life: TabLife, forget: (pending: PendingRequest) => void): void {
    for (const queue of this.#queues.values()) {
      for (let index = queue.length - 1; index >= 0; index -= 1) {
        const pending = queue[index];
        if (pending?.life !== life) continue;
        queue.splice(index, 1);
        this.#tell(life, () => forget(pending));
      }
    }
  }

  /** Asking who holds what evicts pages that hold a lock in the cache. */
  #evictCachedHolders(): void {
    for (const { life } of this.#holders.values()) {
      if (life.state === 'cached') this.#d.onCachedContention(life);
    }
  }

  /** A word of the page reaches the browser, in the order in which the page spoke. */
  #say(life: TabLife, arrived: () => void): void {
    const { clock, requestDelayMs } = this.#d;
    const atMs = Math.max(this.#lastWordMs.get(life) ?? 0, clock.now() + requestDelayMs());
    this.#lastWordMs.set(life, atMs);
    clock.setTimer(atMs - clock.now(), () => {
      if (!life.isGone) arrived();
    });
  }

  /** The browser's answers reach a page in the order in which it gave them. */
  #tell(life: TabLife, callback: () => void): void {
    const { clock, answerDelayMs } = this.#d;
    const atMs = Math.max(this.#lastAnswerMs.get(life) ?? 0, clock.now() + answerDelayMs());
    if (atMs === clock.now()) {
      life.deliver('lock', callback);
      return;
    }
    this.#lastAnswerMs.set(life, atMs);
    clock.setTimer(atMs - clock.now(), () => life.deliver('lock', callback));
  }
}
