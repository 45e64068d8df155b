import type { Speech, SpeechOptions } from '@cuelight/core';
import { useEffect, useState, type ReactElement, type ReactNode } from 'react';
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
  return <SpeechContext.Provider value={props.speech}>{children}</SpeechContext.Provider>;
}

interface OwnSpeechProps {
  readonly options: SpeechOptions;
  readonly children: ReactNode;
}

function OwnSpeech({ options, children }: OwnSpeechProps): ReactElement {
  const [create] = useState(() => () => createOwnedSpeech(options));
  const [owned, setOwned] = useState(create);
  useEffect(() => {
    if (!owned.isClosed) return owned.hold();
    // React had hidden it for a while, which to effects is like unmounting, and shows it again with its state.
    // oxlint-disable-next-line react/set-state-in-effect -- only effects can tell that from a first mount
    setOwned(create);
  }, [owned, create]);
  return <SpeechContext.Provider value={owned.speech}>{children}</SpeechContext.Provider>;
}
