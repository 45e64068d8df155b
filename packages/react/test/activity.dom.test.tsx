import { breeze, type Utterance } from '@cuelight/core';
import { act, cleanup, render } from '@testing-library/react';
import { Activity, useEffect, useState, type ReactNode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { SpeechProvider, useSpeech } from '../src/index.ts';
import { endOfTask, isClosed, watchClients } from './support/clients.tsx';

afterEach(cleanup);

let requests = 0;

/** Hands out what says something, as a timer would have it. */
function Page({ later }: { readonly later: (() => Utterance)[] }): null {
  const { say } = useSpeech({ voice: 'nora' });
  useEffect(() => void later.push(() => say('Good evening.')), [say, later]);
  return null;
}

/** Asks for a text as soon as it is said. */
function App({ children }: { readonly children: ReactNode }): ReactNode {
  const [provider] = useState(() => breeze({ fetch: () => new Promise(() => void (requests += 1)) }));
  return (
    <SpeechProvider provider={provider} player={{ engine: 'silent' }} cache={{ mode: 'off' }}>
      {children}
    </SpeechProvider>
  );
}

test('shown again after it was hidden, it has a client that is open', async () => {
  const clients = watchClients();
  const app = (mode: 'visible' | 'hidden'): ReactNode => (
    <Activity mode={mode}>
      <SpeechProvider provider={breeze()}>{clients.probe}</SpeechProvider>
    </Activity>
  );
  const { rerender } = render(app('visible'));
  rerender(app('hidden'));
  await act(endOfTask);
  expect(isClosed(clients.seen.at(-1))).toBe(true);
  rerender(app('visible'));
  await act(endOfTask);
  expect(clients.seen).toHaveLength(2);
  expect(isClosed(clients.seen.at(-1))).toBe(false);
});

test.each([
  ['with its client', (page: ReactNode) => page, (page: ReactNode) => <App>{page}</App>],
  ['without it', (page: ReactNode) => <App>{page}</App>, (page: ReactNode) => page],
])('what a component says while it is hidden %s is never sent', async (_what, outside, inside) => {
  requests = 0;
  const later: (() => Utterance)[] = [];
  const page = <Page later={later} />;
  const app = (mode: 'visible' | 'hidden'): ReactNode =>
    outside(<Activity mode={mode}>{inside(page)}</Activity>);
  const { rerender } = render(app('visible'));
  rerender(app('hidden'));
  await act(endOfTask);
  const hidden = later[0]?.();
  await act(endOfTask);
  expect(hidden?.getState().phase).toBe('cancelled');
  rerender(app('visible'));
  const shown = later[0]?.();
  await vi.waitFor(() => expect(shown?.getState().phase).toBe('requesting'));
  expect(requests).toBe(1);
});

test('what is said as soon as it is shown again is said to that client', async () => {
  const phases: string[] = [];
  function Greeting(): ReactNode {
    const { say, phase } = useSpeech({ voice: 'nora' });
    useEffect(() => void phases.push(say('Good evening.').getState().phase), [say]);
    return phase;
  }
  const app = (
    <SpeechProvider provider={breeze({ fetch: () => new Promise(() => {}) })}>
      <Greeting />
    </SpeechProvider>
  );
  const { rerender } = render(<Activity mode="visible">{app}</Activity>);
  for (const mode of ['hidden', 'visible'] as const) {
    rerender(<Activity mode={mode}>{app}</Activity>);
    await act(endOfTask);
  }
  // There is no sound here: it is refused by the player, not by a closed client.
  expect(phases).toEqual(['failed', 'failed']);
});
