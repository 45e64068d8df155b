import type { CacheOptions, Provider } from '@cuelight/core';
import { SpeechProvider, useSpeechClient } from '@cuelight/react';
import { Suspense, useEffect, useMemo, useState, type ReactElement } from 'react';
import { useStore } from 'zustand';
import type { ProviderChoice } from '../providers/provider-choice.ts';
import { createChosen, findChoice, isPossible, limitsOf } from '../providers/providers.ts';
import { settings, type Settings } from '../state/settings.ts';
import { applyPlan } from '../state/simulated-account.ts';
import { AccountBar } from './account-bar.tsx';
import { BreakPanel } from './break-panel.tsx';
import { Composer } from './composer.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { ForTests } from './for-tests.tsx';
import { Header } from './header.tsx';
import { SaidList } from './said-list.tsx';
import { SignalBoard } from './signal-board.tsx';
import { StatusLine } from './status-line.tsx';

export function App(): ReactElement {
  const stage = useStore(settings, stageOf);
  return (
    <>
      <Header />
      <main>
        <AccountBar />
        <ErrorBoundary key={stage}>
          <Stage />
        </ErrorBoundary>
      </main>
    </>
  );
}

/** One client for one provider, whatever its plan or limit. An error that one of the address makes goes with it. */
function stageOf({ provider, plan, limit }: Settings): string {
  const choice = findChoice(provider);
  return choice !== undefined && isPossible(choice, plan, limit)
    ? provider
    : [provider, plan, limit].join(' ');
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

/** Here the requests themselves are what is looked at, also when one sentence is said five times. */
const EVERY_CLICK_ASKS: CacheOptions = { mode: 'off' };

function KnownProvider({ choice }: { readonly choice: ProviderChoice }): ReactElement {
  const plan = useStore(settings, (chosen) => chosen.plan);
  const limit = useStore(settings, (chosen) => chosen.limit);
  const [provider] = useState(() => createChosen(choice));
  const limits = useMemo(() => limitsOf(choice, plan, limit), [choice, plan, limit]);
  useEffect(() => void applyPlan(choice, { plan, limit }), [choice, plan, limit]);
  return (
    <SpeechProvider provider={provider} cache={EVERY_CLICK_ASKS}>
      <KeepTo slots={limits.slots} />
      <SignalBoard limits={limits} />
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

/** Another plan is another limit of the same client, in all tabs: what waits goes on waiting. */
function KeepTo({ slots }: { readonly slots: Provider['limits']['slots'] }): null {
  const { pool } = useSpeechClient();
  useEffect(() => {
    if (slots !== 'auto') pool.setLimit(slots);
  }, [pool, slots]);
  return null;
}
