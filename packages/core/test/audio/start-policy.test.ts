import { expect, test } from 'vitest';
import { Pace } from '../../src/audio/pure/pace.ts';
import { StartPolicy } from '../../src/audio/pure/start-policy.ts';

function adaptive(neededMs?: number): StartPolicy {
  const pace = new Pace();
  if (neededMs !== undefined) for (let track = 0; track < 3; track++) pace.note(neededMs);
  return new StartPolicy('adaptive', pace);
}

/** Feeds `[at, audio]` in milliseconds and returns when the policy first says start, looking every millisecond. */
function startsAt(
  chunks: readonly (readonly [number, number])[],
  endsAt?: number,
  policy: StartPolicy = adaptive(),
): number | null {
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
  ['100 ms at once: starts with them', stream(90, 100), undefined, 0],
  ['100 ms in one burst, too', stream(5, 50), undefined, 5],
  ['four times real time: starts with the second chunk', stream(20, 80), undefined, 20],
  ['1.5 times real time: starts with the second chunk', stream(40, 60), undefined, 40],
  ['1.4 times real time: collects the target', stream(50, 70), undefined, 150],
  ['real time in 90 ms chunks: collects the target', stream(90, 90), undefined, 180],
  ['half of real time: starts after the longest wait', stream(100, 50), undefined, 400],
  ['a first chunk of the target: starts at once', [[0, 250]], undefined, 0],
  [
    'chunks sent in one burst say nothing about the speed',
    [
      [0, 30],
      [2, 30],
      [9, 30],
    ],
    undefined,
    400,
  ],
  ['fast, but below the minimum: waits for the minimum', stream(11, 19), undefined, 22],
  ['below the minimum for ever: waits', [[0, 39]], undefined, null],
  [
    'the minimum comes after the longest wait: starts with it',
    [
      [0, 20],
      [700, 20],
    ],
    undefined,
    700,
  ],
] as const)('%s', (_, chunks, endsAt, expected) => {
  expect(startsAt(chunks, endsAt)).toBe(expected);
});

test('it says when to ask again, and then answers', () => {
  const policy = adaptive();
  policy.received(90, 1000);
  expect(policy.decide(90, 1150)).toEqual({ start: false, askAgainInMs: 250 });
  expect(policy.decide(90, 1400)).toEqual({ start: true });
});

test.each([
  ['needed nothing: starts with the minimum', 0, stream(20, 20), 20],
  ['needed 150 ms: waits that long', 150, stream(60, 60), 150],
  ['needed 150 ms, but has sent that much now: starts', 150, stream(10, 50), 30],
  [
    'needed 150 ms, and there is nothing then: waits for the minimum',
    150,
    [
      [0, 20],
      [500, 20],
    ],
    500,
  ],
] as const)('a place that %s', (_, neededMs, chunks, expected) => {
  expect(startsAt(chunks, undefined, adaptive(neededMs))).toBe(expected);
});

test('what a track would have needed is known of its place once it has ended', () => {
  const pace = new Pace();
  pace.note(130);
  pace.note(130);
  const policy = new StartPolicy('adaptive', pace);
  policy.received(100, 0);
  policy.received(100, 90);
  policy.received(100, 330);
  policy.received(100, 360);
  expect(pace.delayMs).toBeNull();
  policy.ended();
  policy.ended();
  expect(pace.delayMs).toBe(130);
});

test.each([
  [1, 40],
  [2, 80],
  [3, 160],
  [9, 250],
])('after underrun %i of a fast source it collects %i ms, however late', (underruns, neededMs) => {
  const policy = adaptive();
  policy.received(100, 0);
  policy.received(1000, 300);
  expectCollects(policy, underruns, neededMs);
});

test.each([
  [1, 250],
  [5, 250],
])('after underrun %i of a slow source it collects %i ms', (underruns, neededMs) => {
  const policy = adaptive();
  for (let nowMs = 0; nowMs <= 400; nowMs += 50) policy.received(40, nowMs);
  expectCollects(policy, underruns, neededMs);
});

test('one stall does not make a source slow', () => {
  const policy = adaptive();
  for (let nowMs = 0; nowMs <= 400; nowMs += 40) policy.received(40, nowMs);
  policy.received(40, 900);
  expectCollects(policy, 1, 40);
});

test('that a source is slow is not known at once', () => {
  const policy = adaptive();
  policy.received(100, 0);
  policy.received(100, 200);
  expectCollects(policy, 1, 40);
});

test.each([
  ['eager', { startMs: 20, rebufferMs: 20 }, 19, 20],
  ['smooth', { startMs: 600, rebufferMs: 1500 }, 1499, 1500],
] as const)('fixed amounts hold, whatever the speed: %s', (_, rule, tooLittle, enough) => {
  const policy = new StartPolicy(rule, new Pace());
  expect(policy.decide(rule.startMs, 0).start).toBe(false);
  policy.received(5000, 0);
  expect(policy.decide(rule.startMs, 0).start).toBe(true);
  policy.starved();
  expect([policy.decide(tooLittle, 9000).start, policy.decide(enough, 9000).start]).toEqual([false, true]);
});

function expectCollects(policy: StartPolicy, underruns: number, neededMs: number): void {
  for (let count = 0; count < underruns; count++) policy.starved();
  expect(policy.decide(neededMs - 1, 60_000)).toEqual({ start: false, askAgainInMs: null });
  expect(policy.decide(neededMs, 60_000)).toEqual({ start: true });
  policy.ended();
  expect(policy.decide(0, 60_000)).toEqual({ start: true });
}
