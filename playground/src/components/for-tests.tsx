import type { Player, Speech } from '@cuelight/core';
import { useSpeechClient } from '@cuelight/react';
import { useEffect } from 'react';

declare global {
  interface Window {
    /** The page's client, for the console and for tests. Only in development. */
    cuelight?: { readonly speech: Speech; readonly player: Player };
  }
}

export function ForTests(): null {
  const speech = useSpeechClient();
  useEffect(() => {
    window.cuelight = { speech, player: speech.player };
    return () => {
      delete window.cuelight;
    };
  }, [speech]);
  return null;
}
