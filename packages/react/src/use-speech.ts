import type { Utterance } from '@cuelight/core';
import { useEffect, useInsertionEffect, useState } from 'react';
import { createComponentSpeech, type SpeechActions, type UseSpeechOptions } from './component-speech.ts';
import { useSpeechSource } from './speech-context.ts';
import { speechState, type SpeechState } from './speech-state.ts';
import { useSelected, whole, type Select } from './use-selected.ts';

/** All that `useSpeech` gives. */
export type UsedSpeech<Options extends UseSpeechOptions = UseSpeechOptions> = SpeechActions<Options> &
  SpeechState & {
    /** What the state is of: the text said last, over or not. */
    readonly utterance: Utterance | null;
  };

/**
 * Says texts, and tells how the last one fares. What a component has said is cancelled when it unmounts, unless it is
 * to be kept alive.
 *
 * Renders on every change, while a text is heard about four times a second: a selector picks what is shown.
 *
 * @example
 * const { say, phase } = useSpeech({ voice }, ({ say, phase }) => ({ say, phase }));
 * return <button onClick={() => say('One voice at a time.')}>{phase}</button>;
 */
export function useSpeech<Options extends UseSpeechOptions, Selected>(
  options: Options,
  select: Select<UsedSpeech<Options>, Selected>,
): Selected;
export function useSpeech<Options extends UseSpeechOptions = UseSpeechOptions>(
  options?: Options,
): UsedSpeech<Options>;
export function useSpeech(
  options: UseSpeechOptions = {},
  select: Select<UsedSpeech<{ voice: string }>, unknown> = whole,
): unknown {
  const source = useSpeechSource();
  const [here] = useState(() => createComponentSpeech({ source, options }));
  // Before any other effect: a child may say something in its own.
  useInsertionEffect(() => here.update({ source, options }));
  // At once, not after a grace period: under StrictMode a text said on mounting is cancelled unsent, then said again.
  useEffect(() => here.mount(source), [here, source]);
  return useSelected(here.scope, (snapshot) =>
    select({ ...speechState(snapshot), ...here.actions, utterance: here.scope.utterance }),
  );
}
