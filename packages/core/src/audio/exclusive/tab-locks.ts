import type { HeldLock, LockRequest, Locks } from '../../platform/locks.ts';

interface Waiter {
  readonly grant: (lock: HeldLock) => void;
}

/** One lock within this tab, whatever its name, first come first served. */
export function createTabLocks(): Pick<Locks, 'request'> {
  let lose: (() => void) | null = null;
  const waiters = new Set<Waiter>();

  function hold(): HeldLock {
    let end!: (how: 'released' | 'lost') => void;
    const ended = new Promise<'released' | 'lost'>((resolve) => {
      end = resolve;
    });
    const loseThis = (): void => end('lost');
    lose = loseThis;
    return {
      ended,
      release: () => {
        end('released');
        if (lose !== loseThis) return;
        lose = null;
        const [next] = waiters;
        if (next === undefined) return;
        waiters.delete(next);
        next.grant(hold());
      },
    };
  }

  return {
    request: (_name: string, request: LockRequest): Promise<HeldLock | null> => {
      if (request.how === 'steal') lose?.();
      if (request.how === 'steal' || lose === null) return Promise.resolve(hold());
      if (request.how === 'if-available' || request.signal.aborted) return Promise.resolve(null);
      return new Promise((resolve) => {
        const waiter: Waiter = { grant: resolve };
        waiters.add(waiter);
        request.signal.addEventListener('abort', () => {
          if (waiters.delete(waiter)) resolve(null);
        });
      });
    },
  };
}

/** Shared by all players of the page. */
export const tabLocks: Pick<Locks, 'request'> = createTabLocks();
