import {
  retryOf,
  type ComingRetry,
  type CuelightError,
  type Job,
  type JobSnapshot,
  type ReadonlyStore,
  type SpeechSnapshot,
  type Utterance,
  type UtteranceSnapshot,
} from '@cuelight/core';
import { useCallback } from 'react';
import { useSpeechClient, useSpeechSource } from './speech-context.ts';
import { useSecondsUntil } from './use-seconds-until.ts';
import { useSelected } from './use-selected.ts';

export interface RetryCountdown {
  /** Whole seconds until the next try; `null`: it waits for `retryNow`. */
  readonly seconds: number | null;
  /** Number of the coming try: 2 after the first refusal. */
  readonly attempt: number;
  /** The refusal that is being waited out. */
  readonly reason: CuelightError;
  readonly retryNow: () => void;
}

/**
 * Counts down to the next try of an utterance or a job that was refused, or, without one, of anything that waits in
 * any tab; `null` while none is due. Renders once a second while it counts.
 */
export function useRetryCountdown(target?: Utterance | Job<unknown>): RetryCountdown | null {
  const source = useSpeechSource();
  const speech = useSpeechClient();
  const store: ReadonlyStore<UtteranceSnapshot | JobSnapshot | SpeechSnapshot> = target ?? speech;
  const retry = useSelected(store, parts);
  const seconds = useSecondsUntil(retry?.atMs ?? null);
  const retryNow = useCallback(() => source.getState().retryNow(), [source]);
  return retry === null ? null : { seconds, attempt: retry.attempt, reason: retry.reason, retryNow };
}

/** Without what changes from snapshot to snapshot. */
function parts(snapshot: Parameters<typeof retryOf>[0]): ComingRetry | null {
  const retry = retryOf(snapshot);
  return retry === null ? null : { atMs: retry.atMs, attempt: retry.attempt, reason: retry.reason };
}
