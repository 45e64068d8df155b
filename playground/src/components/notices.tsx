import { usePlayer, usePool, useRetryCountdown, useSpeechClient } from '@cuelight/react';
import type { ReactElement } from 'react';
import { GATE_WORDS } from '../words.ts';

/** What holds everything up, with the one thing that can be done about it. */
export function Notices(): ReactElement {
  return (
    <div className="notices">
      <BlockedNotice />
      <GateNotice />
    </div>
  );
}

function BlockedNotice(): ReactElement | null {
  const speech = useSpeechClient();
  const isBlocked = usePlayer((player) => player.state === 'blocked');
  if (!isBlocked) return null;
  return (
    <div className="notice" role="alert" data-testid="blocked">
      <p>
        <b>The browser wants a click</b> before it lets sound out. Nothing is lost: what was said waits.
      </p>
      <button
        type="button"
        className="button primary"
        onClick={() => void speech.unlock()}
        data-testid="unlock"
      >
        Let it speak
      </button>
    </div>
  );
}

function GateNotice(): ReactElement | null {
  const kind = usePool((pool) => pool.gate?.kind ?? null);
  const retry = useRetryCountdown();
  if (kind === null || retry === null) return null;
  const { seconds, retryNow } = retry;
  return (
    <div className="notice" data-testid="gate" data-kind={kind}>
      <p>
        <b>{GATE_WORDS[kind]}</b> Everything waits in its place.{' '}
        {seconds === null ? 'Nothing is sent until you say so.' : `Next try in ${seconds} s.`}
      </p>
      <button type="button" className="button" onClick={retryNow} data-testid="retry-now">
        Retry now
      </button>
    </div>
  );
}
