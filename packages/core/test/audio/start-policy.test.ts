import { expect, test } from 'vitest';
import { StartPolicy } from '../../src/audio/pure/start-policy.ts';

/** Feeds `[at, audio]` in milliseconds and returns when the policy first says start, looking every millisecond. */
function startsAt(chunks: readonly (readonly [number, number])[], endsAt?: number): number | null {
  const policy = new StartPolicy();
  let receivedMs = 0;
  for (let now = 0; now < 2000; now++) {
    for (const [at, audioMs] of chunks) {
      if (at !== now) continue;
      policy.received(audioMs, now);
      receivedMs += audioMs;
    }
    if (now === endsAt) policy.ended();
    if (policy.decide(receivedMs, now).start) return now;
  }
  return null;
}

function stream(everyMs: number, audioMs: number): [number, number][] {
  return Array.from({ length: 20 }, (_, index) => [index * everyMs, audioMs]);
}

test.each([
  ['nothing received: waits', [], undefined, null],
  ['nothing received, but the end: starts, for there is no more to come', [], 30, 30],
  ['the end comes with little audio: starts', [[0, 20]], 45, 45],
  ['four times real time: starts with the second chunk', stream(25, 100), undefined, 25],
  ['1.5 times real time: starts with the second chunk', stream(40, 60), undefined, 40],
  ['1.4 times real time: collects the target', stream(50, 70), undefined, 150],
  ['real time in 100 ms chunks: collects the target', stream(100, 100), undefined, 200],
  ['half of real time: starts after the longest wait', stream(100, 50), undefined, 400],
  ['a first chunk of the target: starts at once', [[0, 250]], undefined, 0],
  [
    'chunks sent in one burst say nothing about the speed',
    [
      [0, 40],
      [2, 40],
      [9, 40],
    ],
    undefined,
    400,
  ],
  ['fast, but below the minimum: waits for the minimum', stream(11, 19), undefined, 33],
  ['below the minimum for ever: waits', [[0, 59]], undefined, null],
  [
    'the minimum comes after the longest wait: starts with it',
    [
      [0, 30],
      [700, 30],
    ],
    undefined,
    700,
  ],
] as const)('%s', (_, chunks, endsAt, expected) => {
  expect(startsAt(chunks, endsAt)).toBe(expected);
});

test('it says when to ask again, and then answers', () => {
  const policy = new StartPolicy();
  policy.received(100, 1000);
  expect(policy.decide(100, 1150)).toEqual({ start: false, askAgainInMs: 250 });
  expect(policy.decide(100, 1400)).toEqual({ start: true });
});

test.each([
  [1, 500],
  [2, 1000],
  [3, 1500],
  [9, 1500],
])('after underrun %i it collects %i ms, however fast and however late', (underruns, neededMs) => {
  const policy = new StartPolicy();
  policy.received(100, 0);
  policy.received(1000, 20);
  for (let count = 0; count < underruns; count++) policy.starved();
  expect(policy.decide(neededMs - 1, 60_000)).toEqual({ start: false, askAgainInMs: null });
  expect(policy.decide(neededMs, 60_000)).toEqual({ start: true });
  policy.ended();
  expect(policy.decide(0, 60_000)).toEqual({ start: true });
});
