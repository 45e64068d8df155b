interface Shown {
  getState(): { readonly state: string };
  subscribe(listener: () => void): () => void;
}

/** Waits until a track or player shows a state. */
export function untilState(shown: Shown, state: string): Promise<void> {
  return new Promise((resolve) => {
    const undo = shown.subscribe(look);
    function look(): void {
      if (shown.getState().state !== state) return;
      undo();
      resolve();
    }
    look();
  });
}

/** Waits until a context is in a state. */
export function untilContext(context: AudioContext, state: AudioContextState): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (context.state !== state) return;
      context.removeEventListener('statechange', look);
      resolve();
    };
    context.addEventListener('statechange', look);
    look();
  });
}
