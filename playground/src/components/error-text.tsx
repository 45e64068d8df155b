import type { CuelightError } from '@cuelight/core';
import type { ReactElement } from 'react';

/** What failed, why, and what to do; and the code that programs go by. */
export function ErrorText({ error }: { readonly error: CuelightError }): ReactElement {
  return (
    <p className="error-text" role="alert" data-testid="error" data-code={error.code}>
      {error.message} <code>{error.code}</code>
    </p>
  );
}
