import { breeze } from '@cuelight/core';
import { SpeechProvider, useSpeech } from '@cuelight/react';
import type { ReactNode } from 'react';

function SpeakButton({ text, voice }: { text: string; voice: string }) {
  const { say, unlock, phase } = useSpeech({ voice });
  if (phase === 'blocked') return <button onClick={() => void unlock()}>Let it speak</button>;
  return <button onClick={() => say(text)}>Speak</button>;
}

export const app: ReactNode = (
  <SpeechProvider provider={breeze({ baseUrl: '/api/breeze' })}>
    <SpeakButton text="One voice at a time." voice="voc_8k2mq4vd7x" />
  </SpeechProvider>
);
