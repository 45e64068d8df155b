import type { ReadonlyStore } from '@cuelight/core';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';

/** What a component shows of a snapshot. */
export type Select<Snapshot, Selected> = (snapshot: Snapshot) => Selected;

/**
 * Renders when what is selected changes. An object or a list that is made anew each time is the same as long as its
 * parts are.
 */
export function useSelected<Snapshot, Selected>(
  store: ReadonlyStore<Snapshot>,
  select: Select<Snapshot, Selected>,
): Selected {
  return useStore(store, useShallow(select));
}

export function whole<Snapshot>(snapshot: Snapshot): Snapshot {
  return snapshot;
}
