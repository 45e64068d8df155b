import { describe, expect, test } from 'vitest';
import { bytesOf } from '../../src/playback/sound.ts';
import { arrivalsOf, cutInto, TRACES, type Arrivals } from '../../src/playback/traces.ts';

const totalBytes = (arrivals: Arrivals): number => arrivals.reduce((sum, [, bytes]) => sum + bytes, 0);

describe.each(TRACES)('a stream of the kind %s', (trace) => {
  test('is the same for the same seed, and whole', () => {
    const arrivals = arrivalsOf(trace, 3000, 7);
    expect(arrivalsOf(trace, 3000, 7)).toEqual(arrivals);
    expect(totalBytes(arrivals)).toBe(bytesOf(72_000));
  });

  test('arrives in order, from the beginning on', () => {
    const times = arrivalsOf(trace, 3000, 3).map(([atMs]) => atMs);
    expect(times[0]).toBe(0);
    expect(times).toEqual(times.toSorted((left, right) => left - right));
  });
});

test.each([
  ['fast', 725],
  ['slow', 3700],
] as const)('the kind %s keeps its pace', (trace, lastAtMs) => {
  expect(arrivalsOf(trace, 3000, 1).at(-1)?.[0]).toBe(lastAtMs);
});

test('a stall is one pause of 900 ms', () => {
  const times = arrivalsOf('stall', 3000, 1).map(([atMs]) => atMs);
  const pauses = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
  expect(pauses.filter((pauseMs) => pauseMs > 53)).toEqual([900]);
});

test('what is late falls behind, and what follows catches up', () => {
  const times = arrivalsOf('jitter', 30_000, 1).map(([atMs]) => atMs);
  // The even pace is 40 ms of audio in 36 ms.
  const lateness = times.map((atMs, index) => atMs - (index * 40) / 1.1);
  expect(Math.max(...lateness)).toBeGreaterThan(120);
  expect(lateness.filter((ms) => ms < 40).length).toBeGreaterThan(times.length / 2);
});

test('cutting keeps the moments and the bytes', () => {
  const cut = cutInto(
    [
      [0, 5],
      [10, 4],
    ],
    [1, 3],
  );
  expect(cut).toEqual([
    [0, 1],
    [0, 3],
    [0, 1],
    [10, 3],
    [10, 1],
  ]);
});
