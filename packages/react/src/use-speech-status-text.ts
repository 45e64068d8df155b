import { statusOf, type SpeechStatus } from '@cuelight/core';
import { useStore } from 'zustand';
import { useSpeechClient } from './speech-context.ts';

/** A short line for each status; an empty one is not announced. */
export type SpeechStatusWords = Readonly<Record<SpeechStatus, string>>;

const ENGLISH: SpeechStatusWords = {
  silent: '',
  waiting: 'Waiting to speak',
  retrying: 'Waiting for the next try',
  speaking: 'Speaking',
  paused: 'Paused',
  blocked: 'Waiting for a click before it may speak',
  failed: 'Could not speak',
};

/**
 * What is going on, in a few words, for a live region: it changes when something begins or ends for longer than a
 * second, never counts, and tells at once only what wants somebody to act. `words` replace the English ones.
 *
 * @example
 * <p role="status">{useSpeechStatusText({ speaking: 'Spricht', waiting: 'Wartet' })}</p>
 */
export function useSpeechStatusText(words: Partial<SpeechStatusWords> = {}): string {
  const status = useStore(statusOf(useSpeechClient()));
  return words[status] ?? ENGLISH[status];
}
