import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { addressOf, settings } from '../state/settings.ts';

export function Header(): ReactElement {
  const here = useStore(settings, addressOf);
  return (
    <header className="header">
      <a className="brand" href={location.pathname}>
        <span className="brand-lamp" aria-hidden="true" />
        Cuelight
      </a>
      <h1>Every tab speaks in its turn.</h1>
      <nav aria-label="Pages">
        <a href="/vanilla.html">Without React</a>
        <a className="button" href={here} target="_blank" rel="noopener" data-testid="open-tab">
          Open another tab
        </a>
      </nav>
    </header>
  );
}
