import { describe, expect, test } from 'vitest';
import { Pace } from '../../src/audio/pure/pace.ts';
import { StartPolicy } from '../../src/audio/pure/start-policy.ts';
import { play, trace, type Heard, type Starter, type TraceKind } from './traces.ts';

const SEEDS = Array.from({ length: 100 }, (_, index) => index + 1);

function ours(pace: Pace = new Pace()): Starter {
  const policy = new StartPolicy('adaptive', pace);
  return {
    received: (audioMs, nowMs) => policy.received(audioMs, nowMs),
    ended: () => policy.ended(),
    starved: () => policy.starved(),
    mayStart: (aheadMs, nowMs) => policy.decide(aheadMs, nowMs).start,
  };
}

/** What other players do: a fixed cushion before the start and after each gap; with 0, whatever is there. */
function fixed(startMs: number, rebufferMs: number): Starter {
  let neededMs = startMs;
  return {
    received: () => undefined,
    ended: () => {
      neededMs = 0;
    },
    starved: () => {
      neededMs = rebufferMs;
    },
    mayStart: (aheadMs) => aheadMs > 0 && aheadMs >= neededMs,
  };
}

function mean(heard: readonly Heard[], of: (one: Heard) => number): number {
  return heard.reduce((sum, one) => sum + of(one), 0) / heard.length;
}

function median(heard: readonly Heard[], of: (one: Heard) => number): number {
  return heard.map(of).toSorted((left, right) => left - right)[heard.length >> 1]!;
}

const silence = (one: Heard): number => one.silentMs;
const delay = (one: Heard): number => one.delayMs;

/** A gap is worth twice its length, and 100 ms for itself. */
function cost(heard: readonly Heard[]): number {
  return mean(heard, (one) => one.delayMs + 2 * one.silentMs + 100 * one.gaps);
}

const PEERS: Readonly<Record<string, () => Starter>> = {
  'nothing collected, as most do': () => fixed(0, 0),
  '100 ms collected': () => fixed(100, 100),
  '60 and then 150 ms': () => fixed(60, 150),
  '250 and then 400 ms': () => fixed(250, 400),
};

const ALL: readonly TraceKind[] = ['fast', 'jitter', 'bursty', 'stall', 'small', 'slow', 'even'];

describe.each(ALL)('a source that is %s', (kind) => {
  const first = SEEDS.map((seed) => play(trace(kind, seed), ours()));
  const pace = new Pace();
  const later = SEEDS.map((seed) => play(trace(kind, seed), ours(pace))).slice(8);

  test.each(Object.entries(PEERS))('is never more silent than with %s, at equal or less delay', (_, peer) => {
    const theirs = SEEDS.map((seed) => play(trace(kind, seed), peer()));
    for (const heard of [first, later]) {
      if (median(theirs, delay) > median(heard, delay)) continue;
      expect(median(heard, silence)).toBeLessThanOrEqual(median(theirs, silence));
    }
  });

  test('is heard better, or as well, once its pace is known', () => {
    expect(cost(later)).toBeLessThanOrEqual(cost(first.slice(8)) + 1);
  });
});

test.each([
  ['fast', 0, 0],
  ['bursty', 0, 0],
  ['even', 0, 0],
  ['jitter', 300, 0],
  ['small', 215, 0],
  ['stall', 53, 400],
  ['slow', 310, 1300],
] as const)(
  'a source that is %s starts within %i ms, with at most %i ms of silence, half of the times',
  (kind, delayMs, silentMs) => {
    const heard = SEEDS.map((seed) => play(trace(kind, seed), ours()));
    expect(median(heard, delay)).toBeLessThanOrEqual(delayMs);
    expect(median(heard, silence)).toBeLessThanOrEqual(silentMs);
  },
);

test('a source whose small pieces came evenly needs a small cushion once that is known', () => {
  const pace = new Pace();
  for (const seed of [3, 4, 5]) play(trace('small', seed), ours(pace));
  expect(play(trace('small', 2), ours(pace))).toMatchObject({ silentMs: 0, gaps: 0 });
  expect(play(trace('small', 2), ours(pace)).delayMs).toBeLessThanOrEqual(40);
});
