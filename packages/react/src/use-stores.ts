import type { PlayerSnapshot, PoolSnapshot, Utterance, UtteranceSnapshot } from '@cuelight/core';
import { useStore } from 'zustand';
import { useSpeechClient } from './speech-context.ts';

/**
 * What core tells, as hooks. The selector picks what a component shows: it renders when that changes, by
 * `Object.is`. A selector that makes a new object each time needs zustand's `useShallow` around it.
 */
type Select<Snapshot, Selected> = (snapshot: Snapshot) => Selected;

/** One utterance, whoever said it. */
export function useUtterance<Selected>(
  utterance: Utterance,
  select: Select<UtteranceSnapshot, Selected>,
): Selected {
  return useStore(utterance, select);
}

/** The queue that all tabs share: limit, slots, who waits, the gate. */
export function usePool<Selected>(select: Select<PoolSnapshot, Selected>): Selected {
  return useStore(useSpeechClient().pool, select);
}

/** What this tab lets be heard, and whether the browser lets it. */
export function usePlayer<Selected>(select: Select<PlayerSnapshot, Selected>): Selected {
  return useStore(useSpeechClient().player, select);
}
