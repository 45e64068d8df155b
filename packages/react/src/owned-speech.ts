import { createSpeech, type ReadonlyStore, type Speech, type SpeechOptions } from '@cuelight/core';

/**
 * A client that lives as long as somebody is subscribed. After the last one has left it is closed, unless another one
 * comes before the current task ends: StrictMode and hot reload unmount and mount in one go. Who comes later, as when
 * React shows again what it had hidden, gets a new one.
 *
 * Opens nothing: that waits for the first `say`, so it may be called while rendering, and forgotten.
 */
export function createOwnedSpeech(options: SpeechOptions): ReadonlyStore<Speech> {
  let speech = createSpeech(options);
  let isClosed = false;
  const holders = new Set<symbol>();
  const closeIfLeft = (): void => {
    if (holders.size > 0 || isClosed) return;
    isClosed = true;
    speech.close();
  };
  return {
    getState: () => speech,
    getInitialState: () => speech,
    subscribe: () => {
      // Nobody has to be told: whoever subscribes to a store of React's looks at it once more right afterwards.
      if (isClosed) speech = createSpeech(options);
      isClosed = false;
      const holder = Symbol('holder');
      holders.add(holder);
      return () => {
        holders.delete(holder);
        queueMicrotask(closeIfLeft);
      };
    },
  };
}
