import { usePlayer, useSpeechClient } from '@cuelight/react';
import { useCallback, useEffect, type ReactElement } from 'react';
import { useStore } from 'zustand';

/** Pause, resume and stop, for everything said in this tab. Idle, they keep the focus of who has just used them. */
export function Transport(): ReactElement {
  const speech = useSpeechClient();
  const isPaused = usePlayer((player) => player.state === 'paused');
  const isIdle = useStore(speech, ({ utterances }) => utterances.length === 0);

  const pauseOrResume = (): void => {
    if (isPaused) speech.resume();
    else if (!isIdle) speech.pause();
  };

  // A pause outlives what was said; who stops begins anew.
  const stop = useCallback(() => {
    speech.stop();
    speech.resume();
  }, [speech]);

  useEffect(() => {
    const onKeyDown = ({ key, isComposing }: KeyboardEvent): void => {
      if (key === 'Escape' && !isComposing) stop();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [stop]);

  return (
    <div className="transport">
      <button
        type="button"
        className="button small"
        aria-disabled={isIdle}
        onClick={pauseOrResume}
        data-testid={isPaused ? 'resume' : 'pause'}
      >
        {isPaused ? 'Resume' : 'Pause'}
      </button>
      <button type="button" className="button small" aria-disabled={isIdle} onClick={stop} data-testid="stop">
        Stop
      </button>
    </div>
  );
}
