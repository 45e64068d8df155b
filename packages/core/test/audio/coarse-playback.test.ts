import { expect, test } from 'vitest';
import { coarsePlayback } from '../../src/audio/coarse-playback.ts';

test.each([
  [0, 250, 0],
  [0.249, 250, 0],
  [0.25, 250, 0.25],
  [12.999, 1000, 12],
  [3.14, 50, 3.1],
])('%d s in steps of %d ms are %d s', (seconds, everyMs, coarse) => {
  const mark = { index: 0, frame: 1, timeSeconds: 0.123, value: null };
  const playback = { timeSeconds: seconds, bufferedSeconds: seconds, durationSeconds: 20.123, mark };
  expect(coarsePlayback(playback, everyMs)).toEqual({
    timeSeconds: coarse,
    bufferedSeconds: coarse,
    durationSeconds: 20.123,
    mark,
  });
});
