import { isOver, type Utterance, type UtteranceSnapshot } from '@cuelight/core';
import { SpeechText, useRetryCountdown, useUtterance } from '@cuelight/react';
import { useRef, type ReactElement } from 'react';
import { nextTry, PHASE_WORDS, placeInLine } from '../words.ts';
import { ErrorText } from './error-text.tsx';

/** All but what moves all the time. */
type Still = UtteranceSnapshot & { readonly progress: 0 };

function withoutProgress(snapshot: UtteranceSnapshot): Still {
  return { ...snapshot, progress: 0 };
}

/** One text with all that is known of it. */
export function UtteranceRow({ utterance }: { readonly utterance: Utterance }): ReactElement {
  const snapshot = useUtterance(utterance, withoutProgress);
  const { phase, text } = snapshot;
  const row = useRef<HTMLLIElement>(null);
  const isGoing = !isOver(snapshot);
  return (
    <li
      ref={row}
      className="row"
      tabIndex={-1}
      data-testid="utterance"
      data-id={utterance.id}
      data-phase={phase}
      data-position={snapshot.phase === 'queued' ? snapshot.queuePosition : undefined}
    >
      <span className="row-lamp" aria-hidden="true" />
      <p className="row-text">
        <SpeechText utterance={utterance} by="word" />
      </p>
      <Detail utterance={utterance} snapshot={snapshot} />
      {isGoing && (
        <button
          type="button"
          className="cancel"
          onClick={() => {
            // The button goes, and would take the focus of the keyboard with it.
            row.current?.focus();
            utterance.cancel();
          }}
          aria-label={`Cancel: ${text}`}
          data-testid="cancel"
        >
          <span aria-hidden="true">×</span>
        </button>
      )}
      {isGoing && <Heard utterance={utterance} />}
    </li>
  );
}

/** Renders alone, several times a second. */
function Heard({ utterance }: { readonly utterance: Utterance }): ReactElement | null {
  const progress = useUtterance(utterance, (snapshot) => snapshot.progress);
  return progress === 0 ? null : <progress value={progress} aria-label="Heard" />;
}

interface DetailProps {
  readonly utterance: Utterance;
  readonly snapshot: Still;
}

function Detail({ utterance, snapshot }: DetailProps): ReactElement {
  const countdown = useRetryCountdown(utterance);
  if (snapshot.phase === 'failed') return <ErrorText error={snapshot.error} />;
  if (countdown !== null) {
    return (
      <p className="row-detail" data-testid="retry">
        {nextTry(countdown)}
      </p>
    );
  }
  const words = snapshot.phase === 'queued' ? placeInLine(snapshot) : PHASE_WORDS[snapshot.phase];
  const warnings = snapshot.phase === 'done' ? snapshot.warnings : [];
  return <p className="row-detail">{[words, ...warnings].join(' · ')}</p>;
}
