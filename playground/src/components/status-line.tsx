import { usePlayer, useQueue, useSpeechStatusText } from '@cuelight/react';
import { useEffect, type ReactElement } from 'react';

const WORDS = { silent: 'Silent', waiting: 'Waiting' };

/** For those who do not see the page, and for its title among other tabs: when something begins or ends, no numbers. */
export function StatusLine(): ReactElement {
  const isHeard = usePlayer((player) => player.state === 'playing');
  const isBusy = useQueue(({ entries }) => entries.length > 0);
  const status = useSpeechStatusText(WORDS);

  useEffect(() => {
    const title = isHeard ? '● Speaking' : '○ Waiting';
    document.title = isBusy ? `${title} · Cuelight` : 'Cuelight playground';
  }, [isBusy, isHeard]);

  return (
    <output className="unseen" aria-live="polite" data-testid="status">
      {status}
    </output>
  );
}
