import type { CuelightError } from '@cuelight/core';
import type { ReactElement } from 'react';
import { ErrorText } from './error-text.tsx';

interface RefusedRowProps {
  readonly text: string;
  readonly error: CuelightError;
}

/** A text that never came into the queue. */
export function RefusedRow({ text, error }: RefusedRowProps): ReactElement {
  return (
    <li className="row" data-testid="refused" data-phase="failed">
      <span className="row-lamp" aria-hidden="true" />
      <p className="row-text">{text === '' ? 'No text' : text}</p>
      <ErrorText error={error} />
    </li>
  );
}
