import type { Speech } from '@cuelight/core';

/** Returns what ends it. */
export function measure(speech: Speech, send: (name: string, event: object) => void): () => void {
  const stops = [
    speech.on('first-sound', (event) => send('speech heard', event)),
    speech.on('refused', ({ code, willRetry }) => send('speech refused', { code, willRetry })),
    speech.on('cached', ({ origin, savedCharacters }) => send('speech saved', { origin, savedCharacters })),
    speech.on('finished', (event) => send('speech over', event)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
