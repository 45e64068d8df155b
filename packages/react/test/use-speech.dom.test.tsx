import { CuelightError } from '@cuelight/core';
import { act, cleanup, render, renderHook, type RenderHookResult } from '@testing-library/react';
import { useEffect, type ReactElement, type ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SpeechProvider, useSpeech, type SpeechState } from '../src/index.ts';
import { endOfTask } from './support/clients.tsx';
import {
  createFakeSpeech,
  retryInThreeSeconds,
  type FakeSpeech,
  type FakeUtterance,
} from './support/fake-speech.ts';

let speech: FakeSpeech;
beforeEach(() => {
  speech = createFakeSpeech();
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

test('before anything is said the phase is idle, and every field is there', () => {
  const { result } = renderSpeech();
  expect(result.current).toMatchObject({ phase: 'idle', progress: 0, retry: null, error: null });
  expect(result.current.queuePosition).toBeUndefined();
});

test('a text is followed from the queue to its end', () => {
  const { result } = renderSpeech();
  const utterance = say(result, 'Good evening.');
  expect(result.current).toMatchObject({
    phase: 'queued',
    text: 'Good evening.',
    voice: 'nora',
    retry: null,
  });
  for (const phase of ['requesting', 'buffering', 'speaking', 'paused', 'blocked'] as const) {
    act(() => utterance.show({ phase }));
    expect(result.current.phase).toBe(phase);
  }
  act(() => utterance.show({ phase: 'speaking', progress: 0.5 }));
  expect(result.current.progress).toBe(0.5);
  act(() => utterance.show({ phase: 'done', progress: 1, warnings: [] }));
  expect(result.current).toMatchObject({ phase: 'done', progress: 1, retry: null, error: null });
});

test('while it is queued, its position and expected start are told, and are gone afterwards', () => {
  const { result } = renderSpeech();
  const utterance = say(result, 'Third in line.');
  expect(result.current.queuePosition).toBeUndefined();
  act(() => utterance.show({ phase: 'queued', queuePosition: 3, startsInMs: 4200 }));
  expect(result.current).toMatchObject({ queuePosition: 3, startsInMs: 4200 });
  act(() => utterance.show({ phase: 'requesting' }));
  expect(result.current.queuePosition).toBeUndefined();
  expect(result.current.startsInMs).toBeUndefined();
});

test('a retry is told while it is waited for', () => {
  const { result } = renderSpeech();
  const utterance = say(result, 'Refused once.');
  const retry = retryInThreeSeconds(0);
  act(() => utterance.show({ phase: 'queued', retry }));
  expect(result.current.retry).toBe(retry);
  act(() => utterance.show({ phase: 'requesting', retry: null }));
  expect(result.current.retry).toBeNull();
});

test('a failure carries its error, and the next text starts without it', () => {
  const { result } = renderSpeech();
  const error = new CuelightError('invalid', { doing: 'speak', because: 'there is no such voice' });
  const utterance = say(result, 'In no voice.');
  act(() => utterance.show({ phase: 'failed', error }));
  expect(result.current).toMatchObject({ phase: 'failed', error, retry: null });
  say(result, 'In a better one.');
  expect(result.current).toMatchObject({ phase: 'queued', error: null });
});

test('what was taken apart is narrowed by its phase', () => {
  const { result } = renderSpeech();
  expect(explain(result.current)).toBe('idle');
  const utterance = say(result, 'Explained.');
  act(() => utterance.show({ phase: 'queued', queuePosition: 2 }));
  expect(explain(result.current)).toBe('number 2');
  const error = new CuelightError('invalid', { doing: 'speak', because: 'there is no such voice' });
  act(() => utterance.show({ phase: 'failed', error }));
  expect(explain(result.current)).toBe('invalid');
});

test('the state follows the text said last', () => {
  const { result } = renderSpeech();
  const first = say(result, 'First.');
  const second = say(result, 'Second.');
  act(() => first.show({ phase: 'speaking' }));
  expect(result.current).toMatchObject({ phase: 'queued', text: 'Second.' });
  expect([first.listeners, second.listeners]).toEqual([0, 1]);
});

test('what cannot be said throws at once and changes nothing', () => {
  const { result } = renderSpeech();
  expect(() => result.current.say('', { voice: 'nora' })).toThrow('Failed to speak');
  expect(result.current.phase).toBe('idle');
});

test('cancel ends what this component has said, and nothing else', () => {
  const { result } = renderSpeech();
  const elsewhere = speech.say('Elsewhere.', { voice: 'nora' });
  say(result, 'First.');
  say(result, 'Second.');
  act(() => result.current.cancel());
  expect(result.current.phase).toBe('cancelled');
  expect(cancelledTexts()).toEqual(['First.', 'Second.']);
  expect(elsewhere.getState().phase).toBe('queued');
});

test('unmounting cancels what was said here and stops listening', () => {
  const { result, unmount } = renderSpeech();
  speech.say('Elsewhere.', { voice: 'nora' });
  const utterance = say(result, 'Here.');
  unmount();
  expect(cancelledTexts()).toEqual(['Here.']);
  expect(utterance.listeners).toBe(0);
});

test('what is said after unmounting, by a timer say, ends with that task, unless it is to be kept alive', async () => {
  const { result, unmount } = renderSpeech();
  unmount();
  result.current.say('Too late.', { voice: 'nora' });
  const kept = renderHook(() => useSpeech({ voice: 'nora', keepAlive: true }), { wrapper });
  kept.unmount();
  kept.result.current.say('Kept alive.');
  await endOfTask();
  expect(speech.said.map(({ text }) => text)).toEqual(['Too late.', 'Kept alive.']);
  expect(cancelledTexts()).toEqual(['Too late.']);
});

test('the controls reach the client, and stay the same from render to render', async () => {
  const { result, rerender } = renderSpeech();
  const before = result.current;
  before.pause();
  before.resume();
  before.stop();
  before.retryNow();
  expect(await before.unlock()).toBe(true);
  expect(speech.calls).toEqual(['pause', 'resume', 'stop', 'retryNow', 'unlock']);

  say(result, 'Something changes.');
  rerender();
  for (const name of ['say', 'cancel', 'pause', 'resume', 'stop', 'retryNow', 'unlock'] as const) {
    expect(result.current[name]).toBe(before[name]);
  }
});

test('it renders once for each change, and not for a change of something else', () => {
  let renders = 0;
  const { result } = renderHook(
    () => {
      renders += 1;
      return useSpeech();
    },
    { wrapper },
  );
  expect(renders).toBe(1);
  const utterance = say(result, 'Counted.');
  expect(renders).toBe(2);
  act(() => utterance.show({ phase: 'speaking' }));
  expect(renders).toBe(3);
  act(() => speech.poolStore.setState({ inUse: 1 }));
  expect(renders).toBe(3);
});

test('its options are those of every text, and each call may change them', () => {
  const { result, rerender } = renderHook(({ voice }) => useSpeech({ voice, lane: 'interactive' }), {
    wrapper,
    initialProps: { voice: 'nora' },
  });
  act(() => void result.current.say('First.'));
  act(() => void result.current.say('Second.', { voice: 'finn' }));
  rerender({ voice: 'mira' });
  act(() => void result.current.say('Third.'));
  expect(speech.said.map(({ voice }) => voice)).toEqual(['nora', 'finn', 'mira']);
  expect(speech.options.map(({ lane }) => lane)).toEqual(['interactive', 'interactive', 'interactive']);
});

test.each([
  ['queue', []],
  ['replace', ['First.']],
  ['ignore', ['Second.']],
] as const)('while it is busy, another text may %s', (whenBusy, lost) => {
  const { result } = renderHook(() => useSpeech({ voice: 'nora', whenBusy }), { wrapper });
  for (const text of ['First.', 'Second.']) act(() => void result.current.say(text));
  const going = speech.said.filter(({ isCancelled }) => !isCancelled).map(({ text }) => text);
  expect(['First.', 'Second.'].filter((text) => !going.includes(text))).toEqual(lost);
});

test('what is to be kept alive outlives its component', () => {
  const { result, rerender, unmount } = renderHook(
    ({ keepAlive }) => useSpeech({ voice: 'nora', keepAlive }),
    { wrapper, initialProps: { keepAlive: false } },
  );
  act(() => void result.current.say('To the end.'));
  rerender({ keepAlive: true });
  unmount();
  expect(cancelledTexts()).toEqual([]);
  expect(speech.said[0]?.listeners).toBe(0);
});

test('a selector that makes a new object renders only when a part of it changes', () => {
  const phases: string[] = [];
  const { result } = renderHook(
    () => {
      const used = useSpeech({ voice: 'nora' }, ({ say: sayIt, phase }) => ({ sayIt, phase }));
      phases.push(used.phase);
      return used;
    },
    { wrapper },
  );
  act(() => void result.current.sayIt('A long text.'));
  const [utterance] = speech.said;
  act(() => utterance?.show({ phase: 'requesting' }));
  for (let chunk = 1; chunk <= 200; chunk += 1) {
    act(() => utterance?.show({ phase: 'speaking', progress: chunk / 200 }));
  }
  act(() => utterance?.show({ phase: 'done', warnings: [] }));
  expect(phases).toEqual(['idle', 'queued', 'requesting', 'speaking', 'done']);
});

test("a child that says something in an effect has the parent's options of that render", () => {
  const { rerender } = render(<Page text="First." voice="nora" />, { wrapper });
  rerender(<Page text="Second." voice="finn" />);
  expect(speech.said.map(({ voice }) => voice)).toEqual(['nora', 'finn']);
});

test('under StrictMode a text said on mounting is left to speak once', () => {
  renderHook(
    () => {
      const { say: sayNow } = useSpeech();
      useEffect(() => void sayNow('On mounting.', { voice: 'nora' }), [sayNow]);
    },
    { wrapper, reactStrictMode: true },
  );
  expect(speech.said.map((utterance) => utterance.isCancelled)).toEqual([true, false]);
});

test('without a provider above, the error says what to do', () => {
  vi.spyOn(console, 'error').mockReturnValue();
  expect(() => renderHook(() => useSpeech())).toThrow('Wrap the app in <SpeechProvider provider={...}>.');
});

function wrapper({ children }: { readonly children: ReactNode }): ReactNode {
  return <SpeechProvider speech={speech}>{children}</SpeechProvider>;
}

function renderSpeech(): RenderHookResult<ReturnType<typeof useSpeech>, unknown> {
  return renderHook(() => useSpeech(), { wrapper });
}

function say(result: { readonly current: ReturnType<typeof useSpeech> }, text: string): FakeUtterance {
  act(() => void result.current.say(text, { voice: 'nora' }));
  const utterance = speech.said.at(-1);
  if (utterance === undefined) throw new Error('Nothing was said.');
  return utterance;
}

/** Compiles only while `phase` narrows the rest. */
function explain({ phase, queuePosition, error }: SpeechState): string {
  if (phase === 'failed') return error.code;
  return phase === 'queued' ? `number ${queuePosition?.toFixed()}` : phase;
}

function cancelledTexts(): readonly string[] {
  return speech.said.filter((utterance) => utterance.isCancelled).map((utterance) => utterance.text);
}

function Reader({ text, sayIt }: { readonly text: string; readonly sayIt: (text: string) => unknown }): null {
  useEffect(() => void sayIt(text), [text, sayIt]);
  return null;
}
function Page({ text, voice }: { readonly text: string; readonly voice: string }): ReactElement {
  const { say: sayIt } = useSpeech({ voice });
  return <Reader text={text} sayIt={sayIt} />;
}
