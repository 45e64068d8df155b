import { smallest } from '@cuelight/core';
import { SpeechProvider, useSpeech } from '@cuelight/react';
import type { ReactNode } from 'react';

function Hello() {
  const { say, cancel, phase, error } = useSpeech({ voice: 'sophia', whenBusy: 'replace' });
  const isLoading = phase === 'queued' || phase === 'requesting';
  return (
    <>
      <button onClick={() => say('Hello!')} disabled={isLoading}>
        Say hello
      </button>
      <button onClick={cancel}>Never mind</button>
      {error !== null && <p role="alert">{error.message}</p>}
    </>
  );
}

export const app: ReactNode = (
  <SpeechProvider provider={smallest({ baseUrl: '/api/smallest' })}>
    <Hello />
  </SpeechProvider>
);
