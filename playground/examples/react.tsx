import { breeze } from '@cuelight/core';
import { SpeechProvider, useSpeech } from '@cuelight/react';
import { createRoot } from 'react-dom/client';

function ReadAloud({ text }: { text: string }) {
  const { say, phase, queuePosition, error } = useSpeech({ voice: 'voc_8k2mq4vd7x' });
  return <button onClick={() => say(text)}>{error?.message ?? queuePosition ?? phase}</button>;
}

const button = <ReadAloud text="One voice at a time." />;
createRoot(document.body).render(<SpeechProvider provider={breeze()}>{button}</SpeechProvider>);
