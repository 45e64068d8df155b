import { createStore } from 'zustand/vanilla';
import { browserClock, type Undo } from '../platform/clock.ts';
import { guarded, type ReadonlyStore } from '../store.ts';
import { queueOf } from './queue.ts';
import type { Phase, Speech } from './types.ts';

/**
 * What a client is doing, in one word. `blocked`: the browser wants a click. `failed`: the last text did, and nothing
 * has been said since. `retrying`: what waits was refused.
 */
export type SpeechStatus = 'silent' | 'waiting' | 'retrying' | 'speaking' | 'paused' | 'blocked' | 'failed';

/** What passes by sooner is not worth a word. */
const SETTLES_AFTER_MS = 1000;

interface Observed {
  /** Of the texts that are not over. */
  readonly phases: readonly Phase[];
  readonly isHeldUp: boolean;
  /** Since something was last said after a silence. */
  readonly hasFailed: boolean;
}

/** The status of this moment. */
export function statusNow({ phases, isHeldUp, hasFailed }: Observed): SpeechStatus {
  if (phases.length === 0) return hasFailed ? 'failed' : 'silent';
  for (const phase of ['blocked', 'paused', 'speaking'] as const) if (phases.includes(phase)) return phase;
  return isHeldUp ? 'retrying' : 'waiting';
}

/** These want somebody to act: they are told at once. */
function isUrgent(status: SpeechStatus): boolean {
  return status === 'blocked' || status === 'failed';
}

const statuses = new WeakMap<Speech, ReadonlyStore<SpeechStatus>>();

/**
 * A status for people who listen to the page. It follows a second after a change, if there still is one: neither the
 * pause between two texts nor a short wait is told, and never more than one change a second, but for those that want
 * somebody to act. One store for each client; it looks at the client while somebody looks at it.
 */
export function statusOf(speech: Speech): ReadonlyStore<SpeechStatus> {
  const known = statuses.get(speech);
  if (known !== undefined) return known;
  const status = createStatus(speech);
  statuses.set(speech, status);
  return status;
}

function createStatus(speech: Speech): ReadonlyStore<SpeechStatus> {
  const store = createStore<SpeechStatus>(() => 'silent');
  const queue = queueOf(speech);
  const clock = browserClock();
  let listeners = 0;
  let wasSilent = true;
  let hasFailed = false;
  let stopTimer: Undo | null = null;
  let stopLooking: Undo | null = null;

  const look = (): SpeechStatus => {
    const { entries } = queue.getState();
    if (entries.length > 0 && wasSilent) hasFailed = false;
    wasSilent = entries.length === 0;
    return statusNow({
      phases: entries.map(({ phase }) => phase),
      isHeldUp: entries.some(({ retry }) => retry !== null) || speech.pool.getState().gate !== null,
      hasFailed,
    });
  };
  const show = (): void => {
    const status = look();
    if (status === store.getState() || isUrgent(status)) {
      stopTimer?.();
      stopTimer = null;
      store.setState(status, true);
      return;
    }
    stopTimer ??= clock.setTimer(SETTLES_AFTER_MS, () => {
      stopTimer = null;
      store.setState(look(), true);
    });
  };

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: (listener) => {
      const undo = store.subscribe(guarded(listener));
      let isSubscribed = true;
      listeners += 1;
      if (stopLooking === null) {
        const stops = [
          queue.subscribe(show),
          speech.subscribe(show),
          // Also of what failed so soon that it never was in the queue.
          speech.on('finished', ({ outcome }) => {
            hasFailed = outcome === 'failed';
            show();
          }),
        ];
        stopLooking = () => stops.forEach((stop) => stop());
        show();
      }
      return () => {
        undo();
        if (isSubscribed) listeners -= 1;
        isSubscribed = false;
        if (listeners > 0) return;
        stopLooking?.();
        stopLooking = null;
        stopTimer?.();
        stopTimer = null;
      };
    },
  };
}
