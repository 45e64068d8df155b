import { usePlayer, useSpeechClient } from '@cuelight/react';
import { useEffect, type ReactElement } from 'react';
import { useStore } from 'zustand';

/**
 * For those who do not see the page, and for its title among other tabs. Changes only when something begins or
 * ends: no positions, no countdowns.
 */
export function StatusLine(): ReactElement {
  const speech = useSpeechClient();
  const isHeard = usePlayer((player) => player.state === 'playing');
  const isBusy = useStore(speech, ({ utterances }) => utterances.length > 0);
  const isWaitingForRetry = useStore(speech, ({ pool }) => pool.gate !== null);
  const words = isHeard ? 'Speaking' : isBusy ? 'Waiting' : 'Silent';

  useEffect(() => {
    document.title = isBusy ? `${isHeard ? '●' : '○'} ${words} · Cuelight` : 'Cuelight playground';
  }, [isBusy, isHeard, words]);

  return (
    <output className="unseen" aria-live="polite" data-testid="status">
      {isBusy && isWaitingForRetry ? 'Waiting for the next try' : words}
    </output>
  );
}
