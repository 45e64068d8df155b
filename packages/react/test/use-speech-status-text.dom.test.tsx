import { act, cleanup, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SpeechProvider, useSpeechStatusText, type SpeechStatusWords } from '../src/index.ts';
import { createFakeSpeech, type FakeSpeech } from './support/fake-speech.ts';

let speech: FakeSpeech;
beforeEach(() => {
  vi.useFakeTimers();
  speech = createFakeSpeech();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test('it says little, in a few words, and never counts', async () => {
  const { said } = renderText();
  expect(said).toEqual(['']);
  const utterance = await say('A long text.');
  await pass(1000);
  for (let place = 9; place > 1; place -= 1) {
    act(() => utterance?.show({ phase: 'queued', queuePosition: place }));
    await pass(1000);
  }
  for (let chunk = 1; chunk <= 200; chunk += 1) {
    act(() => utterance?.show({ phase: 'speaking', progress: chunk / 200 }));
    await pass(100);
  }
  expect(said).toEqual(['', 'Waiting to speak', 'Speaking']);
});

test('what wants a click is told at once', async () => {
  const { said } = renderText();
  const utterance = await say('One.');
  act(() => utterance?.show({ phase: 'blocked' }));
  await pass(0);
  expect(said.at(-1)).toBe('Waiting for a click before it may speak');
});

test('the words can be replaced, one by one', async () => {
  const { said } = renderText({ waiting: 'Wartet' });
  await say('Eins.');
  await pass(1000);
  expect(said).toEqual(['', 'Wartet']);
});

test('an unmounted one leaves no timer and no listener', async () => {
  const { unmount } = renderText();
  const utterance = await say('One.');
  expect([vi.getTimerCount(), utterance?.listeners]).toEqual([1, 1]);
  unmount();
  expect([vi.getTimerCount(), utterance?.listeners]).toEqual([0, 0]);
});

function renderText(words?: Partial<SpeechStatusWords>): { said: readonly string[]; unmount: () => void } {
  const said: string[] = [];
  const { unmount } = renderHook(() => said.push(useSpeechStatusText(words)), { wrapper });
  return { said, unmount };
}

async function say(text: string): Promise<FakeSpeech['said'][number] | undefined> {
  speech.say(text, { voice: 'nora' });
  await pass(0);
  return speech.said.at(-1);
}

async function pass(durationMs: number): Promise<void> {
  await act(async () => void (await vi.advanceTimersByTimeAsync(durationMs)));
}

function wrapper({ children }: { readonly children: ReactNode }): ReactNode {
  return <SpeechProvider speech={speech}>{children}</SpeechProvider>;
}
