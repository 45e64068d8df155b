import { breeze, CuelightError } from '@cuelight/core';
import { cleanup, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { SpeechProvider } from '../src/index.ts';
import { Boundary } from './support/boundary.tsx';
import { endOfTask, isClosed, watchClients } from './support/clients.tsx';
import { createFakeSpeech } from './support/fake-speech.ts';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

test('a client that was given is used, exchanged for another, and never closed', async () => {
  const [first, second] = [createFakeSpeech(), createFakeSpeech()];
  const clients = watchClients();
  const { rerender, unmount } = render(<SpeechProvider speech={first}>{clients.probe}</SpeechProvider>);
  rerender(<SpeechProvider speech={second}>{clients.probe}</SpeechProvider>);
  expect(clients.seen).toEqual([first, second]);
  unmount();
  await endOfTask();
  expect([...first.calls, ...second.calls]).toEqual([]);
});

test('a client of its own is made once, whatever is rendered, and closed after unmounting', async () => {
  const clients = watchClients();
  const app = (): ReactNode => <SpeechProvider provider={breeze()}>{clients.probe}</SpeechProvider>;
  const { rerender, unmount } = render(app());
  rerender(app());
  expect(clients.seen).toHaveLength(1);
  expect(isClosed(clients.seen.at(-1))).toBe(false);
  unmount();
  await endOfTask();
  expect(isClosed(clients.seen.at(-1))).toBe(true);
});

test("StrictMode's second mount finds the client of the first, still open", async () => {
  const clients = watchClients();
  render(<SpeechProvider provider={breeze()}>{clients.probe}</SpeechProvider>, { reactStrictMode: true });
  await endOfTask();
  expect(clients.seen.map(isClosed)).toEqual([false]);
});

test('another key begins anew with other options', async () => {
  const clients = watchClients();
  const app = (account: string): ReactNode => (
    <SpeechProvider key={account} provider={breeze({ account })}>
      {clients.probe}
    </SpeechProvider>
  );
  const { rerender } = render(app('first'));
  rerender(app('second'));
  await endOfTask();
  expect(clients.seen.map(isClosed)).toEqual([true, false]);
  expect(clients.seen.map((speech) => speech.pool.name.endsWith('first'))).toEqual([true, false]);
});

test('an option that is wrong reaches the error boundary, with its code', () => {
  vi.spyOn(console, 'error').mockReturnValue();
  const caught: unknown[] = [];
  render(
    <Boundary onError={(error) => caught.push(error)}>
      {/* @ts-expect-error: a provider is an object */}
      <SpeechProvider provider="acme" />
    </Boundary>,
  );
  expect(caught).toHaveLength(1);
  expect(caught[0]).toBeInstanceOf(CuelightError);
  expect(caught[0]).toMatchObject({ code: 'invalid-option', details: { option: 'provider' } });
});
