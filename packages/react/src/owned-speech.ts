import { createSpeech, type Speech, type SpeechOptions } from '@cuelight/core';

/** A client that lives as long as a component holds it. */
export interface OwnedSpeech {
  readonly speech: Speech;
  readonly isClosed: boolean;
  /**
   * Keeps it open. After the undo it is closed, unless it is held again before the current task ends: StrictMode
   * and hot reload unmount and mount in one go.
   */
  hold(): () => void;
}

/** Opens nothing: that waits for the first `say`, so it may be called while rendering, and forgotten. */
export function createOwnedSpeech(options: SpeechOptions): OwnedSpeech {
  const speech = createSpeech(options);
  const holders = new Set<symbol>();
  let isClosed = false;
  return {
    speech,
    get isClosed() {
      return isClosed;
    },
    hold: () => {
      const holder = Symbol('holder');
      holders.add(holder);
      return () => {
        holders.delete(holder);
        queueMicrotask(() => {
          if (holders.size > 0) return;
          isClosed = true;
          speech.close();
        });
      };
    },
  };
}
