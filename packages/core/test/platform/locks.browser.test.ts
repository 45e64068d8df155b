import { describe, vi } from 'vitest';
import { webLocks } from '../../src/platform/locks.ts';
import { locksContract } from './locks.contract.ts';

describe('the Web Locks of this browser', () => {
  locksContract(
    () => ({
      // Two windows would be two tabs; one lock manager treats each request alike.
      tabs: [webLocks(navigator.locks), webLocks(navigator.locks)],
      until: async (condition) => {
        await vi.waitUntil(condition, { interval: 1 });
      },
    }),
    () => `lock-${crypto.randomUUID()}`,
  );
});
