import { breeze, CuelightError, type Speech } from '@cuelight/core';
import { act, cleanup, render } from '@testing-library/react';
import { Activity, Component, useEffect, type ReactNode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { SpeechProvider, useSpeech, useSpeechClient } from '../src/index.ts';
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

interface Clients {
  /** The clients that the probe has seen, each once. */
  readonly seen: readonly Speech[];
  readonly probe: ReactNode;
}

function watchClients(): Clients {
  const seen: Speech[] = [];
  function Probe(): null {
    const speech = useSpeechClient();
    if (!seen.includes(speech)) seen.push(speech);
    return null;
  }
  return { seen, probe: <Probe /> };
}

interface BoundaryProps {
  readonly onError: (error: unknown) => void;
  readonly children: ReactNode;
}

class Boundary extends Component<BoundaryProps> {
  override readonly state: { readonly hasFailed: boolean } = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onError(error);
  }

  override render(): ReactNode {
    return this.state.hasFailed ? null : this.props.children;
  }
}

function isClosed(speech: Speech | undefined): boolean {
  try {
    speech?.say('', { voice: 'nora' });
    return false;
  } catch (error) {
    return CuelightError.is(error) && error.code === 'closed';
  }
}

async function endOfTask(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}
