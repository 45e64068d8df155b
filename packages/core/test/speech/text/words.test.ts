import { expect, test } from 'vitest';
import { estimateWords } from '../../../src/speech/text/words.ts';

test('the audio of a segment is shared out by length, and marked as estimated', () => {
  const words = estimateWords({ text: 'Good day!', start: 100, startSeconds: 10, endSeconds: 19 });
  expect(words).toEqual([
    { text: 'Good', start: 100, end: 104, startSeconds: 10, endSeconds: 14, estimated: true },
    { text: 'day', start: 105, end: 108, startSeconds: 15, endSeconds: 18, estimated: true },
  ]);
});

test.each([
  ['Don’t stop.', ['Don’t', 'stop']],
  ['今日は良い天気です。', ['今日', 'は', '良い', '天気', 'です']],
  ['नमस्ते दुनिया', ['नमस्ते', 'दुनिया']],
  ['… — !', []],
])('%s', (text, words) => {
  const found = estimateWords({ text, start: 0, startSeconds: 0, endSeconds: 1 }, 'ja');
  expect(found.map((word) => word.text)).toEqual(words);
  expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(words);
});

test.each([
  [null, null],
  [0, null],
])('while it is not known where its audio lies (%s to %s) there are none', (startSeconds, endSeconds) => {
  expect(estimateWords({ text: 'Good day!', start: 0, startSeconds, endSeconds })).toEqual([]);
});
