import type { Provider } from '@cuelight/core';
import { usePlayer, usePool, useQueue, useRetryCountdown, useSpeechClient } from '@cuelight/react';
import type { ReactElement } from 'react';
import { GATE_WORDS, inTime } from '../words.ts';

/** What holds everything up, with the one thing that can be done about it; else what the account allows. */
export function BoardFoot({ limits }: { readonly limits: Provider['limits'] }): ReactElement {
  const isBlocked = usePlayer((player) => player.state === 'blocked');
  const kind = usePool((pool) => pool.gate?.kind ?? null);
  return (
    <div className="board-foot">
      {isBlocked && <BlockedNotice />}
      {kind !== null && <GateNotice kind={kind} />}
      {!isBlocked && kind === null && (
        <p>
          {limits.explanation}{' '}
          <a href={limits.link} target="_blank" rel="noreferrer">
            Limits
          </a>
        </p>
      )}
    </div>
  );
}

function BlockedNotice(): ReactElement {
  const speech = useSpeechClient();
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

/** What the provider said to a text of this tab is told in full, but for the limit, of which the pool knows more. */
function GateNotice({ kind }: { readonly kind: keyof typeof GATE_WORDS }): ReactElement | null {
  const retry = useRetryCountdown();
  const own = useQueue(({ entries }) => entries.find(({ retry: coming }) => coming)?.retry?.reason ?? null);
  if (retry === null) return null;
  const { seconds, reason, retryNow } = retry;
  return (
    <div className="notice" data-testid="gate" data-kind={kind}>
      <div>
        <p>
          <b>{GATE_WORDS[kind]}</b> Everything waits in its place. Next try {inTime(seconds)}.
        </p>
        <p className="reason" data-testid="reason">
          {(kind === 'busy' ? reason : (own ?? reason)).message}
        </p>
      </div>
      <button type="button" className="button" onClick={retryNow} data-testid="retry-now">
        Retry now
      </button>
    </div>
  );
}
