import { describe, onTestFinished, vi } from 'vitest';
import { browserClock } from '../../src/platform/clock.ts';
import { clockContract } from './clock.contract.ts';

const { now } = Date;
let jumpedMs = 0;

describe('the clock of this page', () => {
  clockContract(() => ({
    clock: browserClock(),
    until: async (condition) => {
      await vi.waitUntil(condition, { interval: 1 });
    },
    jumpWall: (ms) => {
      jumpedMs += ms;
      vi.spyOn(Date, 'now').mockImplementation(() => now() + jumpedMs);
      onTestFinished(() => {
        jumpedMs = 0;
        vi.restoreAllMocks();
      });
    },
    catchUncaught: () => {
      const errors: unknown[] = [];
      const controller = new AbortController();
      onTestFinished(() => controller.abort());
      const collect = (event: ErrorEvent): void => {
        event.preventDefault();
        errors.push(event.error);
      };
      addEventListener('error', collect, { signal: controller.signal });
      return errors;
    },
  }));
});
