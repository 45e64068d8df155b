import { describe } from 'vitest';
import { VirtualClock } from '../../src/testing/virtual-clock.ts';
import { VirtualLockManager } from '../../src/testing/virtual-locks.ts';
import { locksContract } from './locks.contract.ts';

describe('virtual locks', () => {
  let number = 0;
  locksContract(
    () => {
      const clock = new VirtualClock();
      const manager = new VirtualLockManager(clock);
      return {
        tabs: [manager.forTab('a'), manager.forTab('b')],
        until: (condition) => clock.until(condition, 100),
      };
    },
    () => `lock-${(number += 1)}`,
  );
});
