import {
  queueOf,
  type PlayerSnapshot,
  type PoolSnapshot,
  type QueueSnapshot,
  type Utterance,
  type UtteranceSnapshot,
} from '@cuelight/core';
import { useSpeechClient } from './speech-context.ts';
import { useSelected, type Select } from './use-selected.ts';

/**
 * What core tells, as hooks. The selector picks what a component shows: it renders when that changes. A new object or
 * list with the same parts is no change.
 */

/** One utterance, whoever said it. */
export function useUtterance<Selected>(
  utterance: Utterance,
  select: Select<UtteranceSnapshot, Selected>,
): Selected {
  return useSelected(utterance, select);
}

/** The line as this tab sees it: its own texts with their places, other tabs' as numbers. */
export function useQueue<Selected>(select: Select<QueueSnapshot, Selected>): Selected {
  return useSelected(queueOf(useSpeechClient()), select);
}

/** The queue that all tabs share: limit, slots, who waits, the gate. */
export function usePool<Selected>(select: Select<PoolSnapshot, Selected>): Selected {
  return useSelected(useSpeechClient().pool, select);
}

/** What this tab lets be heard, and whether the browser lets it. */
export function usePlayer<Selected>(select: Select<PlayerSnapshot, Selected>): Selected {
  return useSelected(useSpeechClient().player, select);
}
