import type { Undo } from '../platform/clock.ts';
import type { PoolSnapshot, RetrySnapshot } from '../pool/types.ts';
import { createDerivedStore, type ReadonlyStore } from '../store.ts';
import { isOver } from './is-over.ts';
import type { Phase, Speech, SpeechSnapshot, Utterance } from './types.ts';

/** One text of this tab that is not over. It stays the same object until something of it changes. */
export interface QueueEntry {
  readonly utterance: Utterance;
  readonly phase: Phase;
  /** 1 = next to start, over all tabs. Absent until it is known, and once it has started. */
  readonly queuePosition?: number;
  readonly startsInMs?: number;
  readonly retry: RetrySnapshot | null;
}

export interface QueueSnapshot {
  /** What this client has said and is not over, in the order in which it is heard. */
  readonly entries: readonly QueueEntry[];
  /** What is known of the tabs beside this one that have work. */
  readonly otherTabs: {
    readonly tabs: number;
    /** Requests that have not started. */
    readonly waiting: number;
    /** Slots they hold. */
    readonly inUse: number;
  };
}

const EMPTY: QueueSnapshot = { entries: [], otherTabs: { tabs: 0, waiting: 0, inUse: 0 } };

const queues = new WeakMap<Speech, ReadonlyStore<QueueSnapshot>>();

/**
 * The line as this tab sees it: its own texts one by one, other tabs' as numbers. How far a text is heard is left
 * out: that is for its own snapshot. One store for each client; it looks at the texts while somebody looks at it.
 */
export function queueOf(speech: Speech): ReadonlyStore<QueueSnapshot> {
  const known = queues.get(speech);
  if (known !== undefined) return known;
  const queue = createQueue(speech);
  queues.set(speech, queue);
  return queue;
}

function createQueue(speech: Speech): ReadonlyStore<QueueSnapshot> {
  const watched = new Map<Utterance, Undo>();
  const entries = new WeakMap<Utterance, QueueEntry>();
  const store = createDerivedStore<QueueSnapshot>(EMPTY, () => {
    const { utterances, pool } = speech.getState();
    return {
      entries: utterances.flatMap((utterance) => entryOf(utterance, entries)),
      otherTabs: othersIn(pool),
    };
  });

  const changed = (): void => store.changed();
  const follow = ({ utterances }: SpeechSnapshot): void => {
    const present = new Set(utterances);
    for (const utterance of present) {
      if (!watched.has(utterance)) watched.set(utterance, utterance.subscribe(changed));
    }
    for (const [utterance, stop] of watched) {
      if (present.has(utterance)) continue;
      stop();
      watched.delete(utterance);
    }
    store.changed();
  };
  let stopFollowing: Undo | null = null;

  return {
    getState: () => {
      if (!store.isObserved) store.changed();
      return store.getState();
    },
    getInitialState: store.getInitialState,
    subscribe: (listener) => {
      if (!store.isObserved) store.changed();
      const undo = store.subscribe(listener);
      if (stopFollowing === null) {
        stopFollowing = speech.subscribe(follow);
        follow(speech.getState());
      }
      return () => {
        undo();
        if (store.isObserved) return;
        stopFollowing?.();
        stopFollowing = null;
        for (const stop of watched.values()) stop();
        watched.clear();
      };
    },
  };
}

function entryOf(utterance: Utterance, entries: WeakMap<Utterance, QueueEntry>): readonly QueueEntry[] {
  const snapshot = utterance.getState();
  if (isOver(snapshot)) return [];
  const { queuePosition, startsInMs }: Partial<QueueEntry> = snapshot.phase === 'queued' ? snapshot : {};
  const next: QueueEntry = {
    utterance,
    phase: snapshot.phase,
    ...(queuePosition !== undefined && { queuePosition }),
    ...(startsInMs !== undefined && { startsInMs }),
    retry: 'retry' in snapshot ? snapshot.retry : null,
  };
  const shown = entries.get(utterance);
  if (shown !== undefined && isSameEntry(shown, next)) return [shown];
  entries.set(utterance, next);
  return [next];
}

function isSameEntry(left: QueueEntry, right: QueueEntry): boolean {
  return (
    left.phase === right.phase &&
    left.queuePosition === right.queuePosition &&
    left.startsInMs === right.startsInMs &&
    left.retry?.atMs === right.retry?.atMs &&
    left.retry?.reason === right.retry?.reason
  );
}

function othersIn({ tabs }: PoolSnapshot): QueueSnapshot['otherTabs'] {
  const others = tabs.filter((tab) => !tab.isThisTab);
  return {
    tabs: others.length,
    waiting: others.reduce(
      (sum, { waiting }) => sum + waiting.interactive + waiting.normal + waiting.background,
      0,
    ),
    inUse: others.reduce((sum, { slots }) => sum + slots.length, 0),
  };
}
