import { expect, test } from 'vitest';
import type { HeldLock } from '../../src/platform/locks.ts';
import { KeptLocks } from '../../src/pool/kept-locks.ts';
import { SlotLock } from '../../src/pool/slot-lock.ts';

test('a lock that was kept while its page stood still is given back and not used: it may be lost by now [L2]', () => {
  let released = 0;
  const held: HeldLock = { release: () => (released += 1), ended: new Promise(() => {}) };
  const kept = new KeptLocks();
  kept.keep([0], [new SlotLock(held)], 0);
  expect(kept.take(0, 100)).not.toBeNull();
  expect(released).toBe(0);
  kept.keep([0], [new SlotLock(held)], 0);
  expect(kept.take(0, 101)).toBeNull();
  expect(released).toBe(1);
  expect(kept.slots).toEqual([]);
});
