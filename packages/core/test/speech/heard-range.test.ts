import { createStore } from 'zustand/vanilla';
import { expect, test } from 'vitest';
import { heardRange } from '../../src/speech/heard-range.ts';
import type { SpokenSegment } from '../../src/speech/types.ts';
import { FakeService } from './support/fake-service.ts';
import { setStage } from './support/stage.ts';

const SEGMENTS: readonly SpokenSegment[] = [
  { index: 0, text: 'Good day! ', voice: 'nova', start: 0, end: 10, startSeconds: 0, endSeconds: 10 },
  { index: 1, text: 'How are you?', voice: 'nova', start: 10, end: 22, startSeconds: 10, endSeconds: null },
];

test.each([
  [0, null, null],
  [0.5, 'Good day! ', 'Good'],
  [4.5, 'Good day! ', 'Good'],
  [5, 'Good day! ', 'day'],
  // Its audio has not all arrived: nobody can say which word it is.
  [11, 'How are you?', 'How are you?'],
])('after %d s it is %o, and of that %o', (timeSeconds, segment, word) => {
  const utterance = utteranceAt(timeSeconds);
  expect([textOf(utterance, 'segment'), textOf(utterance, 'word')]).toEqual([segment, word]);
});

test('it says whether that is a word, or a segment of which nobody can say it yet', () => {
  expect(heardRange(utteranceAt(5), 'segment')?.by).toBe('segment');
  expect(heardRange(utteranceAt(5), 'word')?.by).toBe('word');
  expect(heardRange(utteranceAt(11), 'word')?.by).toBe('segment');
});

test('when it is over, nothing is heard', () => {
  const utterance = utteranceAt(5);
  utterance.cancel();
  expect(heardRange(utterance, 'segment')).toBeNull();
});

function utteranceAt(timeSeconds: number): Parameters<typeof heardRange>[0] {
  const utterance = setStage(new FakeService()).speech.say('Good day! How are you?', { voice: 'nova' });
  const playback = { timeSeconds, bufferedSeconds: 20, durationSeconds: null, mark: null };
  Object.defineProperties(utterance, {
    segments: { value: () => SEGMENTS },
    playback: { value: createStore(() => playback) },
  });
  return utterance;
}

function textOf(utterance: Parameters<typeof heardRange>[0], by: 'segment' | 'word'): string | null {
  const range = heardRange(utterance, by);
  return range === null ? null : 'Good day! How are you?'.slice(range.start, range.end);
}
