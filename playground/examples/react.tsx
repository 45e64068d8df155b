import { breeze } from '@cuelight/core';
import { SpeechProvider, useSpeech } from '@cuelight/react';
import { createRoot } from 'react-dom/client';

function ReadAloud({ text }: { text: string }) {
  const { say, phase, queuePosition } = useSpeech();
  const readAloud = () => say(text, { voice: 'voc_8k2mq4vd7x' });
  return <button onClick={readAloud}>{phase === 'queued' ? `Number ${queuePosition}` : phase}</button>;
}

createRoot(document.body).render(
  <SpeechProvider provider={breeze()}>
    <ReadAloud text="One voice at a time, across every tab." />
  </SpeechProvider>,
);
