import type { SpokenSegment } from '@cuelight/core';
import { act, cleanup, render } from '@testing-library/react';
import { Profiler, type ReactElement } from 'react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SpeechText } from '../src/index.ts';
import { createFakeSpeech, type FakeUtterance } from './support/fake-speech.ts';

const TEXT = 'Good day! How are you?';
const SEGMENTS: readonly SpokenSegment[] = [
  { index: 0, text: 'Good day! ', voice: 'nora', start: 0, end: 10, startSeconds: 0, endSeconds: 10 },
  { index: 1, text: 'How are you?', voice: 'nora', start: 10, end: 22, startSeconds: 10, endSeconds: 22 },
];

let utterance: FakeUtterance;
beforeEach(() => {
  const speech = createFakeSpeech();
  speech.say(TEXT, { voice: 'nora' });
  const [said] = speech.said;
  if (said === undefined) throw new Error('Nothing was said.');
  utterance = Object.assign(said, { segments: () => SEGMENTS });
});
afterEach(cleanup);

test('before it is said, its text is shown', () => {
  const { container } = render(<SpeechText utterance={null} text={TEXT} className="story" />);
  expect(container.innerHTML).toBe(`<span class="story">${TEXT}</span>`);
});

test('the segment that is heard is marked, with one render for each', () => {
  const { container, renders } = renderText(<SpeechText utterance={utterance} markClassName="heard" />);
  expect(container.innerHTML).toBe(`<span>${TEXT}</span>`);
  hear(1, 21);
  expect(container.innerHTML).toBe(
    '<span>Good day! <mark class="heard" data-by="segment">How are you?</mark></span>',
  );
  expect(renders()).toBe(3);
  act(() => utterance.show({ phase: 'done', warnings: [] }));
  expect(container.innerHTML).toBe(`<span>${TEXT}</span>`);
});

test('the word that is heard is marked, with one render for each', () => {
  const { container, renders } = renderText(<SpeechText utterance={utterance} by="word" />);
  const marked: (string | undefined)[] = [];
  for (const seconds of [1, 3, 6, 11, 15, 19]) {
    hear(seconds, seconds + 0.5);
    marked.push(container.querySelector('mark')?.textContent);
  }
  expect(marked).toEqual(['Good', 'Good', 'day', 'How', 'are', 'you']);
  expect(container.querySelector('mark')?.dataset['by']).toBe('word');
  expect(container.textContent).toBe(TEXT);
  expect(renders()).toBe(6);
});

test('a live text grows', () => {
  const { container } = render(<SpeechText utterance={utterance} />);
  act(() => utterance.show({ phase: 'speaking', text: `${TEXT} Fine.` }));
  expect(container.textContent).toBe(`${TEXT} Fine.`);
});

test('an unmounted one listens to nothing', () => {
  const { unmount } = render(<SpeechText utterance={utterance} />);
  expect(utterance.listeners).toBe(1);
  unmount();
  expect(utterance.listeners).toBe(0);
});

/** As many ticks as a player makes, from one moment to another. */
function hear(fromSeconds: number, toSeconds: number): void {
  act(() => utterance.show({ phase: 'speaking' }));
  for (let seconds = fromSeconds; seconds <= toSeconds; seconds += 0.25) {
    act(() => utterance.playback.setState({ timeSeconds: seconds }));
  }
}

function renderText(text: ReactElement): { container: HTMLElement; renders: () => number } {
  let renders = 0;
  const { container } = render(
    <Profiler id="text" onRender={() => void (renders += 1)}>
      {text}
    </Profiler>,
  );
  return { container, renders: () => renders };
}
