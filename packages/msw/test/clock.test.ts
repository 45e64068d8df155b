import { expect, test, vi } from 'vitest';
import { realClock } from '../src/simulator/clock.ts';

test('what is overdue is due now: a negative time would be warned of in the tests of the app', () => {
  const setTimer = vi.spyOn(globalThis, 'setTimeout');
  const undo = realClock.setTimer(-0.05, () => undefined);
  expect(setTimer.mock.lastCall?.[1]).toBe(0);
  undo();
});
