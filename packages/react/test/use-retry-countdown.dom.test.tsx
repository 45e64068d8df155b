import { act, cleanup, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SpeechProvider, useRetryCountdown, useSecondsUntil } from '../src/index.ts';
import { createFakeSpeech, retryInThreeSeconds } from './support/fake-speech.ts';

interface Moment {
  readonly atMs: number | null;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test('whole seconds are counted down to the moment itself, with one render each', () => {
  const shown: (number | null)[] = [];
  const atMs = performance.now() + 2500;
  renderHook(() => shown.push(useSecondsUntil(atMs)));
  expect(shown).toEqual([3]);
  pass(499);
  expect(shown).toEqual([3]);
  pass(1);
  expect(shown).toEqual([3, 2]);
  pass(1000);
  pass(1000);
  expect(shown).toEqual([3, 2, 1, 0]);
  pass(10_000);
  expect(shown).toHaveLength(4);
  expect(vi.getTimerCount()).toBe(0);
});

test('another moment starts another count, and no moment shows none', () => {
  const { result, rerender } = renderHook(({ atMs }: Moment) => useSecondsUntil(atMs), {
    initialProps: momentIn(5000),
  });
  expect(result.current).toBe(5);
  rerender(momentIn(9000));
  expect(result.current).toBe(9);
  pass(1000);
  expect(result.current).toBe(8);
  rerender({ atMs: null });
  expect(result.current).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
});

test('an unmounted countdown leaves no timer', () => {
  const { unmount } = renderHook(() => useSecondsUntil(performance.now() + 5000));
  expect(vi.getTimerCount()).toBe(1);
  unmount();
  expect(vi.getTimerCount()).toBe(0);
});

test('a refused utterance counts down, names the refusal, and can be sent now', () => {
  const speech = createFakeSpeech();
  speech.say('Refused.', { voice: 'nora' });
  const [utterance] = speech.said;
  if (utterance === undefined) throw new Error('Nothing was said.');
  const { result } = renderHook(() => useRetryCountdown(utterance), {
    wrapper: ({ children }: { readonly children: ReactNode }) => (
      <SpeechProvider speech={speech}>{children}</SpeechProvider>
    ),
  });
  expect(result.current).toBeNull();

  const retry = retryInThreeSeconds(performance.now());
  act(() => utterance.show({ phase: 'queued', retry }));
  expect(result.current).toMatchObject({ seconds: 3, attempt: 2, reason: retry.reason });
  pass(1000);
  expect(result.current?.seconds).toBe(2);
  result.current?.retryNow();
  expect(speech.calls).toEqual(['retryNow']);

  act(() => utterance.show({ phase: 'queued', retry: { ...retry, inMs: null, atMs: null } }));
  expect(result.current?.seconds).toBeNull();
  act(() => utterance.show({ phase: 'requesting', retry: null }));
  expect(result.current).toBeNull();
});

function momentIn(durationMs: number): Moment {
  return { atMs: performance.now() + durationMs };
}

function pass(durationMs: number): void {
  act(() => void vi.advanceTimersByTime(durationMs));
}
