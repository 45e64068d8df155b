import { CuelightError, type ReadonlyStore, type Speech } from '@cuelight/core';
import { createContext, useContext, type Context } from 'react';
import { useStore } from 'zustand';

/** Of the nearest provider: the client of this moment. */
export const SpeechContext: Context<ReadonlyStore<Speech> | null> =
  createContext<ReadonlyStore<Speech> | null>(null);

/** For what acts later, when the client may be another one. */
export function useSpeechSource(): ReadonlyStore<Speech> {
  const source = useContext(SpeechContext);
  if (source !== null) return source;
  throw new CuelightError('invalid-option', {
    doing: 'use a speech hook',
    because: 'there is no SpeechProvider above this component',
    advice: 'Wrap the app in <SpeechProvider provider={...}>.',
  });
}

/**
 * The client of the nearest `SpeechProvider`, for what no hook covers. It stays the same between renders, unless the
 * provider is given another one, or its own was closed while React's `<Activity>` had hidden it.
 *
 * @throws CuelightError `invalid-option` where there is no provider above.
 */
export function useSpeechClient(): Speech {
  return useStore(useSpeechSource());
}
