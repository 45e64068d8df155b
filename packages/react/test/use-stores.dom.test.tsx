import { act, cleanup, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SpeechProvider, usePlayback, usePlayer, usePool, useQueue, useUtterance } from '../src/index.ts';
import { createFakeSpeech, type FakeSpeech } from './support/fake-speech.ts';

let speech: FakeSpeech;
beforeEach(() => {
  speech = createFakeSpeech();
});
afterEach(cleanup);

test('a component that shows the phase renders once for each phase, however much is streamed', () => {
  speech.say('A long text.', { voice: 'nora' });
  const [utterance] = speech.said;
  if (utterance === undefined) throw new Error('Nothing was said.');
  const phases: string[] = [];
  const { unmount } = renderHook(() => {
    phases.push(useUtterance(utterance, (snapshot) => snapshot.phase));
  });
  act(() => utterance.show({ phase: 'requesting' }));
  for (let chunk = 1; chunk <= 200; chunk += 1) {
    act(() => utterance.show({ phase: 'speaking', progress: chunk / 200 }));
  }
  act(() => utterance.show({ phase: 'done', warnings: [] }));
  expect(phases).toEqual(['queued', 'requesting', 'speaking', 'done']);
  unmount();
  expect(utterance.listeners).toBe(0);
});

test('the pool and the player are read through selectors', () => {
  let renders = 0;
  const { result } = renderHook(
    () => {
      renders += 1;
      return { inUse: usePool((pool) => pool.inUse), state: usePlayer((player) => player.state) };
    },
    { wrapper },
  );
  expect(result.current).toEqual({ inUse: 0, state: 'idle' });
  act(() => speech.poolStore.setState({ inUse: 2 }));
  act(() => speech.playerStore.setState({ state: 'playing' }));
  expect(result.current).toEqual({ inUse: 2, state: 'playing' });
  act(() => speech.poolStore.setState({ role: 'member' }));
  expect(renders).toBe(3);
});

test("the line is this tab's texts with their places, and numbers of the others", async () => {
  let renders = 0;
  const { result } = renderHook(
    () => {
      renders += 1;
      return useQueue(({ entries, otherTabs }) => [
        ...entries.map(({ utterance, queuePosition }) => `${utterance.text} ${queuePosition ?? '?'}`),
        otherTabs.waiting,
      ]);
    },
    { wrapper },
  );
  speech.say('One.', { voice: 'nora' });
  speech.say('Two.', { voice: 'nora' });
  await act(async () => {});
  expect(result.current).toEqual(['One. ?', 'Two. ?', 0]);
  expect(renders).toBe(2);
  act(() => speech.said[1]?.show({ phase: 'queued', queuePosition: 3 }));
  await act(async () => speech.said[0]?.show({ phase: 'speaking', progress: 0.1 }));
  expect(result.current).toEqual(['One. ?', 'Two. 3', 0]);
  const before = renders;
  await act(async () => speech.said[0]?.show({ phase: 'speaking', progress: 0.9 }));
  expect(renders).toBe(before);
});

test('what moves all the time is shown in steps', () => {
  const shown: number[] = [];
  const { result, unmount } = renderHook(
    () => {
      shown.push(usePlayback().timeSeconds);
      return usePlayback(({ timeSeconds }) => timeSeconds, { everyMs: 1000 });
    },
    { wrapper },
  );
  for (let tick = 1; tick <= 60; tick += 1) {
    act(() => speech.playbackStore.setState({ timeSeconds: tick / 20 }));
  }
  expect(shown).toEqual([0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 2.75, 3]);
  expect(result.current).toBe(3);
  unmount();
  act(() => speech.playbackStore.setState({ timeSeconds: 9 }));
  expect(shown).toHaveLength(13);
});

test('another track can be looked at than the one that is heard', () => {
  const track = { playback: createFakeSpeech().playbackStore };
  track.playback.setState({ durationSeconds: 12 });
  const { result } = renderHook(() => usePlayback((playback) => playback.durationSeconds, { of: track }), {
    wrapper,
  });
  expect(result.current).toBe(12);
});

function wrapper({ children }: { readonly children: ReactNode }): ReactNode {
  return <SpeechProvider speech={speech}>{children}</SpeechProvider>;
}
