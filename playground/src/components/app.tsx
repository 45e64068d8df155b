import type { Provider } from '@cuelight/core';
import { SpeechProvider } from '@cuelight/react';
import { Suspense, useEffect, useState, type ReactElement } from 'react';
import { useStore } from 'zustand';
import type { ProviderChoice } from '../providers/provider-choice.ts';
import { createChosen, findChoice } from '../providers/providers.ts';
import { settings, type Settings } from '../state/settings.ts';
import { applyPlan } from '../state/simulated-account.ts';
import { AccountBar } from './account-bar.tsx';
import { BreakPanel } from './break-panel.tsx';
import { Composer } from './composer.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { ForTests } from './for-tests.tsx';
import { Header } from './header.tsx';
import { Notices } from './notices.tsx';
import { SaidList } from './said-list.tsx';
import { SignalBoard } from './signal-board.tsx';
import { StatusLine } from './status-line.tsx';

export function App(): ReactElement {
  const account = useStore(settings, accountOf);
  return (
    <>
      <Header />
      <main>
        <AccountBar />
        <ErrorBoundary key={account}>
          <Stage />
        </ErrorBoundary>
      </main>
    </>
  );
}

/** One client for one account: another provider or plan is another client. */
function accountOf({ provider, plan, limit }: Settings): string {
  return [provider, plan, limit].join(' ');
}

function Stage(): ReactElement {
  const id = useStore(settings, (chosen) => chosen.provider);
  const choice = findChoice(id);
  return choice === undefined ? <UnknownProvider id={id} /> : <KnownProvider choice={choice} />;
}

/** Core says better than the page what is wrong: it throws. */
function UnknownProvider({ id }: { readonly id: string }): ReactElement {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a page without types might do
  return <SpeechProvider provider={id as unknown as Provider} />;
}

function KnownProvider({ choice }: { readonly choice: ProviderChoice }): ReactElement {
  const [provider] = useState(() => createChosen(choice));
  useEffect(() => void applyPlan(choice, settings.getState()), [choice]);
  return (
    <SpeechProvider provider={provider}>
      <SignalBoard limits={provider.limits} />
      <Notices />
      <div className="columns">
        <Suspense fallback={<section className="panel" aria-busy="true" />}>
          <Composer choice={choice} />
        </Suspense>
        <SaidList />
        <Suspense fallback={<section className="panel" aria-busy="true" />}>
          <BreakPanel choice={choice} />
        </Suspense>
      </div>
      <StatusLine />
      {import.meta.env.DEV && <ForTests />}
    </SpeechProvider>
  );
}
