import { act, cleanup, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi, type MockInstance } from 'vitest';
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

test('a hidden page is not counted for, and is right again as soon as it is seen', () => {
  const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(false);
  let renders = 0;
  const atMs = performance.now() + 9500;
  const { result } = renderHook(() => {
    renders += 1;
    return useSecondsUntil(atMs);
  });
  look(hidden, true);
  expect(vi.getTimerCount()).toBe(0);
  pass(4200);
  expect([result.current, renders]).toEqual([10, 1]);
  look(hidden, false);
  expect([result.current, renders]).toEqual([6, 2]);
  pass(300);
  expect([result.current, renders]).toEqual([5, 3]);
  hidden.mockRestore();
});

test('without a target it counts down to the next try of anybody', () => {
  const speech = createFakeSpeech();
  const { result } = renderHook(() => useRetryCountdown(), {
    wrapper: ({ children }: { readonly children: ReactNode }) => (
      <SpeechProvider speech={speech}>{children}</SpeechProvider>
    ),
  });
  expect(result.current).toBeNull();
  act(() =>
    speech.poolStore.setState({
      waiting: { interactive: 0, normal: 2, background: 0 },
      gate: { kind: 'overloaded', opensAtMs: performance.now() + 2000, attempt: 1 },
    }),
  );
  expect(result.current).toMatchObject({ seconds: 2, attempt: 2, reason: { code: 'overloaded' } });
  pass(1000);
  expect(result.current?.seconds).toBe(1);
});

function look(hidden: MockInstance<() => boolean>, isHidden: boolean): void {
  hidden.mockReturnValue(isHidden);
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
}

function momentIn(durationMs: number): Moment {
  return { atMs: performance.now() + durationMs };
}

function pass(durationMs: number): void {
  act(() => void vi.advanceTimersByTime(durationMs));
}
