import { useSpeech } from '@cuelight/react';
import type { ReactNode } from 'react';

export function ReadAloud({ text, voice }: { text: string; voice: string }): ReactNode {
  const { say, cancel, unlock, phase, queuePosition, progress, error } = useSpeech({
    voice,
    whenBusy: 'replace',
  });
  switch (phase) {
    case 'queued':
      return <button onClick={cancel}>Number {queuePosition ?? '…'} in line. Cancel</button>;
    case 'blocked':
      return <button onClick={() => void unlock()}>Let it speak</button>;
    case 'speaking':
      return <progress value={progress} aria-label="Heard" />;
    case 'failed':
      return <p role="alert">{error.message}</p>;
    default:
      return <button onClick={() => say(text)}>Read aloud</button>;
  }
}
