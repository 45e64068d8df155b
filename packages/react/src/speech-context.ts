import { CuelightError, type Speech } from '@cuelight/core';
import { createContext, useContext, type Context } from 'react';

export const SpeechContext: Context<Speech | null> = createContext<Speech | null>(null);

/**
 * The client of the nearest `SpeechProvider`, for what no hook covers. Never changes between renders unless the
 * provider is given another one.
 *
 * @throws CuelightError `invalid-option` where there is no provider above.
 */
export function useSpeechClient(): Speech {
  const speech = useContext(SpeechContext);
  if (speech !== null) return speech;
  throw new CuelightError('invalid-option', {
    doing: 'use a speech hook',
    because: 'there is no SpeechProvider above this component',
    advice: 'Wrap the app in <SpeechProvider provider={...}>.',
  });
}
