import type { SayOptions, Utterance } from '@cuelight/core';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useSpeechClient } from './speech-context.ts';
import { NOTHING_SAID, speechState, type SpeechState } from './speech-state.ts';

/** They stay the same as long as the client does: safe in dependency lists. */
export interface SpeechActions {
  /**
   * Queues a text behind those said before; the state then follows this utterance.
   * @throws CuelightError `invalid-option`, `queue-full` or `closed`, at once.
   */
  readonly say: (text: string, options: SayOptions) => Utterance;
  /** Cancels what this component has said. Those below are for the whole client. */
  readonly cancel: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Cancels every utterance. */
  readonly stop: () => void;
  /** Call it in a click or key handler while `blocked`. Resolves to whether sound may be heard now. */
  readonly unlock: () => Promise<boolean>;
  /** Sends what waits for a retry now. */
  readonly retryNow: () => void;
}

/**
 * Says texts, and tells how the last one fares. What a component has said is cancelled when it unmounts.
 *
 * Renders on every change, while a text is heard about four times a second: where that is too often, give the
 * utterance that `say` returns to `useUtterance` with a selector.
 *
 * @example
 * const { say, phase, error } = useSpeech();
 * return <button onClick={() => say('One voice at a time.', { voice })}>{error?.message ?? phase}</button>;
 */
export function useSpeech(): SpeechActions & SpeechState {
  const speech = useSpeechClient();
  const [said] = useState(() => new Set<Utterance>());
  const [latest, setLatest] = useState<Utterance | null>(null);

  const say = useCallback<SpeechActions['say']>(
    (text, options) => {
      const utterance = speech.say(text, options);
      keepUntilOver(said, utterance);
      setLatest(utterance);
      return utterance;
    },
    [speech, said],
  );
  const others = useMemo(
    () => ({
      cancel: () => cancelAll(said),
      pause: () => speech.pause(),
      resume: () => speech.resume(),
      stop: () => speech.stop(),
      unlock: () => speech.unlock(),
      retryNow: () => speech.retryNow(),
    }),
    [speech, said],
  );
  // At once, not after a grace period: under StrictMode a text said on mounting is cancelled unsent, then said again.
  useEffect(() => () => cancelAll(said), [said]);

  const snapshot = useStore(latest ?? NOTHING_SAID);
  return useMemo(() => ({ ...speechState(snapshot), say, ...others }), [snapshot, say, others]);
}

function keepUntilOver(utterances: Set<Utterance>, utterance: Utterance): void {
  const forget = (): void => void utterances.delete(utterance);
  utterances.add(utterance);
  utterance.finished.then(forget, forget);
}

function cancelAll(utterances: ReadonlySet<Utterance>): void {
  // The last first, or each would be heard for a moment between the end of the one before and its own.
  for (const utterance of Array.from(utterances).toReversed()) utterance.cancel();
}
