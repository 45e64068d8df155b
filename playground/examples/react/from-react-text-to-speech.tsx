import { SpeechText, useSpeech } from '@cuelight/react';
import type { ReactNode } from 'react';

export function Article({ text, voice }: { text: string; voice: string }): ReactNode {
  const { say, cancel, pause, resume, phase, utterance } = useSpeech({ voice, whenBusy: 'ignore' });
  return (
    <>
      <SpeechText utterance={utterance} text={text} by="word" />
      {phase === 'paused' ? (
        <button onClick={resume}>Go on</button>
      ) : (
        <button onClick={() => say(text)}>Start</button>
      )}
      <button onClick={pause}>Pause</button>
      <button onClick={cancel}>Stop</button>
    </>
  );
}
