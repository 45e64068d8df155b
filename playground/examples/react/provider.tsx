import { createSpeech, smallest } from '@cuelight/core';
import { SpeechProvider, useSpeechClient } from '@cuelight/react';
import type { ReactNode } from 'react';

const speech = createSpeech({ provider: smallest({ baseUrl: '/api/smallest' }) });

export function App({ children }: { children: ReactNode }): ReactNode {
  return <SpeechProvider speech={speech}>{children}</SpeechProvider>;
}

export function VolumeButton(): ReactNode {
  const { player } = useSpeechClient();
  return <button onClick={() => player.setVolume(0.5)}>Softer</button>;
}
