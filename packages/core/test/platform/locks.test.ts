import { describe } from 'vitest';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';
import { locksContract } from './locks.contract.ts';

describe('virtual locks', () => {
  let number = 0;
  locksContract(
    () => {
      const browser = new VirtualBrowser();
      const [first, second] = [browser.openTab(), browser.openTab()];
      return {
        tabs: [first.platform.locks!, second.platform.locks!],
        until: (condition) => browser.clock.until(condition, 100),
      };
    },
    () => `lock-${(number += 1)}`,
  );
});
