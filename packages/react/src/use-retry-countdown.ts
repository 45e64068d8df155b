import type { CuelightError, RetrySnapshot, Utterance, UtteranceSnapshot } from '@cuelight/core';
import { useCallback } from 'react';
import { useSpeechClient } from './speech-context.ts';
import { useSecondsUntil } from './use-seconds-until.ts';
import { useUtterance } from './use-stores.ts';

export interface RetryCountdown {
  /** Whole seconds until the next try; `null`: it waits for `retryNow`. */
  readonly seconds: number | null;
  /** Number of the coming try: 2 after the first refusal. */
  readonly attempt: number;
  /** The refusal that is being waited out. */
  readonly reason: CuelightError;
  readonly retryNow: () => void;
}

/** Counts down to the next try of an utterance that was refused; `null` while none is due. */
export function useRetryCountdown(utterance: Utterance): RetryCountdown | null {
  const speech = useSpeechClient();
  const retry = useUtterance(utterance, retryOf);
  const seconds = useSecondsUntil(retry?.atMs ?? null);
  const retryNow = useCallback(() => speech.retryNow(), [speech]);
  return retry === null ? null : { seconds, attempt: retry.attempt, reason: retry.reason, retryNow };
}

function retryOf(snapshot: UtteranceSnapshot): RetrySnapshot | null {
  return 'retry' in snapshot ? snapshot.retry : null;
}
