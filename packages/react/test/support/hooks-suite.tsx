import { breeze, createSpeech, type Provider, type Speech, type SpeechOptions } from '@cuelight/core';
import { breezeHandlers } from '@cuelight/msw';
import { act, cleanup, renderHook, type RenderHookResult } from '@testing-library/react';
import { getResponse } from 'msw';
import { useEffect, type ReactNode } from 'react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  SpeechProvider,
  usePlayback,
  usePool,
  useQueue,
  useRetryCountdown,
  useSpeech,
  useSpeechStatusText,
} from '../../src/index.ts';

type SimulatedBreeze = ReturnType<typeof breezeHandlers>;

const HERE = { voice: 'tone' };

/** Lets time pass until the check does not throw. */
type WaitFor = (check: () => void) => Promise<void>;

/** Every hook over a real client, against a simulated account that takes one request at a time. */
export function describeHooks(waitFor: WaitFor, options: Omit<SpeechOptions, 'provider'> = {}): void {
  let account: SimulatedBreeze['account'];
  let speech: Speech;

  beforeEach(() => {
    const simulated = breezeHandlers({ limit: 1, voice: 'tone', firstByteMs: 0, speed: Infinity });
    account = simulated.account;
    speech = createSpeech({ provider: connect(simulated), ...options });
  });
  afterEach(() => {
    cleanup();
    speech.close();
  });

  function wrapper({ children }: { readonly children: ReactNode }): ReactNode {
    return <SpeechProvider speech={speech}>{children}</SpeechProvider>;
  }
  function renderIt<Result>(hook: () => Result): RenderHookResult<Result, unknown> {
    return renderHook(hook, { wrapper });
  }

  test('a text is asked for and heard, with one render for each phase', async () => {
    const phases: string[] = [];
    const { result } = renderIt(() => {
      const { say, phase } = useSpeech(HERE, (used) => ({ say: used.say, phase: used.phase }));
      phases.push(phase);
      return say;
    });
    act(() => void result.current('Hello.'));
    await waitFor(() => expect(phases.at(-1)).toBe('done'));
    expect(phases[0]).toBe('idle');
    expect(phases.slice(-2)).toEqual(['speaking', 'done']);
    expect(phases).toEqual(phases.filter((phase, index) => phase !== phases[index - 1]));
    expect(account.journal().counts).toMatchObject({ requests: 1, done: 1 });
  });

  test('what waits is shown with its place, and is heard in its order', async () => {
    account.control({ hold: true });
    const { result } = renderIt(() => ({
      said: useSpeech(HERE),
      line: useQueue(({ entries }) =>
        entries.map(({ utterance, queuePosition }) => `${utterance.text} ${queuePosition ?? '-'}`),
      ),
    }));
    act(() => void ['A.', 'B.', 'C.'].map((text) => result.current.said.say(text)));
    await waitFor(() => expect(result.current.line).toEqual(['A. -', 'B. 1', 'C. 2']));
    expect(result.current.said).toMatchObject({ phase: 'queued', queuePosition: 2 });
    account.control({ hold: false });
    await waitFor(() => expect(result.current.said.phase).toBe('done'));
    expect(result.current.line).toEqual([]);
    expect(account.journal().entries.map(({ text }) => text)).toEqual(['A.', 'B.', 'C.']);
    expect(account.journal().peakOffered).toBe(1);
  });

  test('a refusal is counted down, and met at once when somebody says so', async () => {
    account.control({ foreign: { slots: 1 } });
    const { result } = renderIt(() => ({ said: useSpeech(HERE), countdown: useRetryCountdown() }));
    act(() => void result.current.said.say('Busy.'));
    await waitFor(() => expect(result.current.countdown).toMatchObject({ reason: { code: 'busy' } }));
    expect(result.current.countdown?.attempt).toBeGreaterThan(1);
    expect(result.current.countdown?.seconds).toBeTypeOf('number');
    account.control({ foreign: { slots: 0 } });
    act(() => result.current.countdown?.retryNow());
    await waitFor(() => expect(result.current.said.phase).toBe('done'));
    expect(result.current.countdown).toBeNull();
  });

  test('what can never be said has failed, with its error', async () => {
    account.control({ faults: [{ status: 404, code: 'RESOURCE_NOT_FOUND' }] });
    const { result } = renderIt(() => useSpeech(HERE));
    act(() => void result.current.say('In no voice.'));
    await waitFor(() => expect(result.current.phase).toBe('failed'));
    expect(result.current.error).toMatchObject({ code: 'invalid' });
  });

  test('what is cancelled is silent, and its request is over', async () => {
    account.control({ hold: true });
    const { result } = renderIt(() => useSpeech(HERE));
    act(() => void result.current.say('Not to be heard.'));
    await waitFor(() => expect(account.journal().inFlight).toBe(1));
    act(() => result.current.cancel());
    expect(result.current.phase).toBe('cancelled');
    await waitFor(() => expect(account.journal().inFlight).toBe(0));
  });

  test('an unmounted component leaves no request behind', async () => {
    account.control({ hold: true });
    const { result, unmount } = renderIt(() => useSpeech(HERE));
    act(() => void ['One.', 'Two.'].map((text) => result.current.say(text)));
    await waitFor(() => expect(account.journal().inFlight).toBe(1));
    unmount();
    await waitFor(() => expect(account.journal().inFlight).toBe(0));
    expect(speech.getState().utterances).toEqual([]);
    expect(account.journal().counts.requests).toBe(1);
  });

  test('under StrictMode a text said on mounting is one request', async () => {
    const { result } = renderHook(
      () => {
        const { say, phase } = useSpeech(HERE);
        useEffect(() => void say('Hello.'), [say]);
        return phase;
      },
      { wrapper, reactStrictMode: true },
    );
    await waitFor(() => expect(result.current).toBe('done'));
    expect(account.journal().counts).toMatchObject({ requests: 1, done: 1 });
  });

  test('the account, the sound and the status line are told too', async () => {
    const status: string[] = [];
    const times: number[] = [];
    const { result } = renderIt(() => {
      status.push(useSpeechStatusText());
      times.push(usePlayback(({ timeSeconds }) => timeSeconds));
      return { said: useSpeech(HERE), inUse: usePool((pool) => pool.inUse) };
    });
    account.control({ hold: true });
    act(() => void result.current.said.say('A little more than a second.'));
    await waitFor(() => expect(result.current.inUse).toBe(1));
    account.control({ hold: false });
    await waitFor(() => expect(result.current.said.phase).toBe('done'));
    expect(result.current.inUse).toBe(0);
    expect(status.filter((line, index) => line !== status[index - 1])).toContain('Speaking');
    expect(Math.max(...times)).toBeGreaterThan(1);
  });
}

/** Answers in the page, without a network. */
function connect({ handlers }: SimulatedBreeze): Provider {
  return breeze({
    limit: 1,
    account: crypto.randomUUID(),
    baseUrl: 'https://api.breeze.blue',
    fetch: async (url, init) => {
      const response = await getResponse([...handlers], new Request(url, init));
      if (response === undefined) throw new TypeError(`Nobody answers ${url}.`);
      return response;
    },
  });
}
