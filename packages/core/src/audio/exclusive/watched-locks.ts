import type { Channel, OpenChannel } from '../../platform/channel.ts';
import type { Clock, Undo } from '../../platform/clock.ts';
import type { HeldLock, Locks } from '../../platform/locks.ts';

export interface WatchedLocksParts {
  readonly locks: Locks;
  /** `null`: holders cannot be asked, and are trusted. */
  readonly openChannel: OpenChannel | null;
  readonly clock: Pick<Clock, 'setTimer' | 'afterTask'>;
}

/** How often those who wait ask the holder whether it lives. */
const ASK_MS = 2000;
/** So many questions without an answer: the holder is frozen, or stands still. */
const MOST_UNANSWERED = 2;

/**
 * Locks that a frozen page does not keep: who waits asks the holder whether it lives, and takes the lock by force when
 * no answer comes. The answer takes a hop that a frozen page does not run. One channel is open while a lock is held or
 * waited for.
 */
export function watchedLocks({ locks, openChannel, clock }: WatchedLocksParts): Pick<Locks, 'request'> {
  return {
    request: async (name, request) => {
      const lock =
        request.how === 'wait' && openChannel !== null
          ? await waitAndWatch(name, request.signal, openChannel)
          : await locks.request(name, request);
      if (lock !== null && openChannel !== null) answerFor(lock, name, openChannel);
      return lock;
    },
  };

  function answerFor(lock: HeldLock, name: string, open: OpenChannel): void {
    const channel = open(name, (message) => {
      if (message === 'ask') clock.afterTask(() => channel.post('here'));
    });
    // Others that have asked somebody who died are to begin anew.
    channel.post('here');
    void lock.ended.then(() => channel.close());
  }

  async function waitAndWatch(
    name: string,
    signal: AbortSignal,
    open: OpenChannel,
  ): Promise<HeldLock | null> {
    const giveUp = new AbortController();
    const onAbort = (): void => giveUp.abort();
    signal.addEventListener('abort', onAbort);
    const watch = watchHolder(name, open, onAbort);
    const lock = await locks.request(name, { how: 'wait', signal: giveUp.signal });
    watch.end();
    signal.removeEventListener('abort', onAbort);
    return lock ?? (signal.aborted ? null : locks.request(name, { how: 'steal' }));
  }

  function watchHolder(name: string, open: OpenChannel, onDead: () => void): { end: Undo } {
    let unanswered = 0;
    let undoTimer: Undo | null = null;
    const channel: Channel = open(name, (message) => {
      if (message === 'here') unanswered = 0;
    });
    const ask = (): void => {
      if (unanswered === MOST_UNANSWERED) return onDead();
      unanswered++;
      channel.post('ask');
      undoTimer = clock.setTimer(ASK_MS, ask);
    };
    ask();
    return {
      end: () => {
        undoTimer?.();
        channel.close();
      },
    };
  }
}
