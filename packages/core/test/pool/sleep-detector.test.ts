import { expect, test } from 'vitest';
import { SleepDetector } from '../../src/pool/sleep-detector.ts';

test('a page that stood still is known by either clock, since some stand still with it [T7]', () => {
  const now = { ms: 0, wallMs: 1_000_000 };
  const detector = new SleepDetector({
    now: () => now.ms,
    wallNow: () => now.wallMs,
    setTimer: never,
    afterTask: never,
  });
  const passed = (ms: number, wallMs: number): boolean => {
    now.ms += ms;
    now.wallMs += wallMs;
    return detector.hasSlept();
  };
  expect(passed(5000, 5000)).toBe(false);
  expect(passed(5001, 0)).toBe(true);
  expect(passed(0, 5001)).toBe(true);
  expect(passed(0, -5001)).toBe(true);
  // Since it was last asked.
  expect(passed(10, 10)).toBe(false);
});

function never(): never {
  throw new Error('It only reads the time.');
}
