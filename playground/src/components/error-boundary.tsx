import { CuelightError } from '@cuelight/core';
import { Component, type ReactNode } from 'react';
import { ErrorText } from './error-text.tsx';

interface State {
  readonly error: unknown;
}

/** Shows what keeps the page from working at all, such as a provider that there is not. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override readonly state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <section className="panel stopped" data-testid="stopped">
        <h2>This page cannot speak</h2>
        {CuelightError.is(error) ? (
          <ErrorText error={error} />
        ) : (
          <p>{error instanceof Error ? error.message : 'It failed without saying why.'}</p>
        )}
        <p>
          <a className="button" href={location.pathname}>
            Begin anew
          </a>
        </p>
      </section>
    );
  }
}
