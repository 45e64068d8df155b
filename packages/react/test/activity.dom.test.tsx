import { breeze } from '@cuelight/core';
import { act, cleanup, render } from '@testing-library/react';
import { Activity, useEffect, type ReactNode } from 'react';
import { afterEach, expect, test } from 'vitest';
import { SpeechProvider, useSpeech } from '../src/index.ts';
import { endOfTask, isClosed, watchClients } from './support/clients.tsx';

afterEach(cleanup);

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
