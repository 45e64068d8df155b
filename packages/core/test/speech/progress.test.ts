import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextProgress, type Heard } from '../../src/speech/progress.ts';

const TEN_SECONDS = { receivedSeconds: 10, isWhole: true, characters: 150 };

/** Of a text that is one segment. */
function progressOf(before: number, heard: Omit<Heard, 'charactersBefore' | 'charactersInAll'>): number {
  return nextProgress(before, { ...heard, charactersBefore: 0, charactersInAll: heard.characters });
}

describe('progress', () => {
  it.each([
    [0, 0],
    [0.05, 0],
    [0.1, 0.01],
    [2.9, 0.29],
    [5.55, 0.55],
    [9.99, 0.99],
    [10, 0.99],
    [12, 0.99],
  ])('after %d of 10 s is %d', (playedSeconds, expected) => {
    expect(progressOf(0, { ...TEN_SECONDS, playedSeconds })).toBe(expected);
  });

  it('expects the length that the text leads to expect while audio is still coming', () => {
    const heard = { playedSeconds: 1, receivedSeconds: 2, isWhole: false, characters: 150 };
    expect(progressOf(0, heard)).toBe(0.1);
    expect(progressOf(0, { ...heard, isWhole: true })).toBe(0.5);
  });

  it('expects at least what has arrived', () => {
    expect(progressOf(0, { playedSeconds: 10, receivedSeconds: 40, isWhole: false, characters: 15 })).toBe(
      0.25,
    );
  });

  it('stands still without audio', () => {
    expect(progressOf(0.3, { playedSeconds: 0, receivedSeconds: 0, isWhole: true, characters: 0 })).toBe(0.3);
  });

  it('never goes back, and is a whole number of percent below 1', () => {
    const seconds = fc.double({ min: 0, max: 1000, noNaN: true });
    const heard = fc.record({
      playedSeconds: seconds,
      receivedSeconds: seconds,
      isWhole: fc.boolean(),
      characters: fc.nat(10_000),
    });
    fc.assert(
      fc.property(fc.array(heard), (steps) => {
        let progress = 0;
        for (const step of steps) {
          const next = progressOf(progress, step);
          expect(next).toBeGreaterThanOrEqual(progress);
          expect(next).toBeLessThan(1);
          expect(Math.round(next * 100)).toBeCloseTo(next * 100, 9);
          progress = next;
        }
      }),
      { seed: 2 },
    );
  });
});
