import { breeze } from '@cuelight/core';
import { SpeechProvider, useSpeech } from '@cuelight/react';
import { createRoot } from 'react-dom/client';

function ReadAloud({ text, voice }: { text: string; voice: string }) {
  const { say, phase, queuePosition } = useSpeech();
  return <button onClick={() => say(text, { voice })}>{queuePosition ?? phase}</button>;
}

const button = <ReadAloud text="One voice at a time." voice="voc_8k2mq4vd7x" />;
createRoot(document.body).render(<SpeechProvider provider={breeze()}>{button}</SpeechProvider>);
