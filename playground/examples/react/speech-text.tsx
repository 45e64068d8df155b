import { SpeechText, useSpeech } from '@cuelight/react';
import type { ReactNode } from 'react';

export function Story({ text, voice }: { text: string; voice: string }): ReactNode {
  const { say, utterance } = useSpeech({ voice }, (speech) => ({
    say: speech.say,
    utterance: speech.utterance,
  }));
  return (
    <>
      <p>
        <SpeechText utterance={utterance} text={text} by="word" markClassName="heard" />
      </p>
      <button onClick={() => say(text)}>Read it to me</button>
    </>
  );
}
