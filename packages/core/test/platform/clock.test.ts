import { describe } from 'vitest';
import type { Clock } from '../../src/platform/clock.ts';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';
import { VirtualClock } from '../../src/testing/virtual-clock.ts';
import { clockContract, type ClockUnderTest } from './clock.contract.ts';

/** What a callback throws comes out of the clock that called it: nothing in virtual time is lost on the way. */
function driven(clock: Clock, driver: VirtualClock): ClockUnderTest {
  let errors: unknown[] | null = null;
  return {
    clock,
    until: async (condition) => {
      while (!condition()) {
        try {
          // oxlint-disable-next-line no-await-in-loop -- one appointment after the other
          await driver.until(condition, 100);
        } catch (error) {
          if (errors === null || errors.length > 10) throw error;
          errors.push(error);
        }
      }
    },
    jumpWall: (ms) => driver.jumpWall(ms),
    catchUncaught: () => (errors = []),
  };
}

describe('the virtual clock', () => {
  clockContract(() => {
    const clock = new VirtualClock();
    return driven(clock, clock);
  });
});

describe('the clock of a virtual tab', () => {
  clockContract(() => {
    const browser = new VirtualBrowser();
    return driven(browser.openTab({ originMs: 5000 }).platform.clock, browser.clock);
  });
});
