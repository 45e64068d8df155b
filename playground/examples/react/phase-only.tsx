import { useSpeech } from '@cuelight/react';
import type { ReactNode } from 'react';

export function Lamp({ text, voice }: { text: string; voice: string }): ReactNode {
  const { say, isLit } = useSpeech({ voice }, (speech) => ({
    say: speech.say,
    isLit: speech.phase === 'speaking',
  }));
  return (
    <button onClick={() => say(text)} aria-pressed={isLit}>
      Speak
    </button>
  );
}
