import type { ReadonlyStore, Speech, SpeechOptions } from '@cuelight/core';
import { useEffect, useMemo, useState, type ReactElement, type ReactNode } from 'react';
import { createOwnedSpeech } from './owned-speech.ts';
import { SpeechContext } from './speech-context.ts';

/** Either a client, or what to create one with. */
export type SpeechProviderProps = { readonly children?: ReactNode } & (
  | ({ readonly speech: Speech } & { readonly [Option in keyof SpeechOptions]?: never })
  | ({ readonly speech?: undefined } & SpeechOptions)
);

/**
 * Lets the components below speak.
 *
 * `<SpeechProvider provider={breeze()}>` creates a client and closes it when it unmounts. The options are read
 * once: give it another `key` to begin anew with others. `<SpeechProvider speech={speech}>` uses a client of
 * yours, follows you to another one, and never closes it.
 *
 * @throws CuelightError `invalid-option` while rendering, for an error boundary.
 */
export function SpeechProvider({ children, ...props }: SpeechProviderProps): ReactElement {
  if (props.speech === undefined) return <OwnSpeech options={props}>{children}</OwnSpeech>;
  return <GivenSpeech speech={props.speech}>{children}</GivenSpeech>;
}

interface GivenSpeechProps {
  readonly speech: Speech;
  readonly children: ReactNode;
}

function GivenSpeech({ speech, children }: GivenSpeechProps): ReactElement {
  const source = useMemo(() => always(speech), [speech]);
  return <SpeechContext.Provider value={source}>{children}</SpeechContext.Provider>;
}

interface OwnSpeechProps {
  readonly options: SpeechOptions;
  readonly children: ReactNode;
}

function OwnSpeech({ options, children }: OwnSpeechProps): ReactElement {
  const [owned] = useState(() => createOwnedSpeech(options));
  useEffect(() => owned.subscribe(() => {}), [owned]);
  return <SpeechContext.Provider value={owned}>{children}</SpeechContext.Provider>;
}

function always(speech: Speech): ReadonlyStore<Speech> {
  return { getState: () => speech, getInitialState: () => speech, subscribe: () => () => {} };
}
