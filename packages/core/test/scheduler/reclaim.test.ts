import { describe, expect, test } from 'vitest';
import { leasesToAsk, type IdleLease } from '../../src/scheduler/reclaim.ts';

function leases(...slots: number[]): (IdleLease & { readonly name: number })[] {
  return slots.map((count, name) => ({ name, slots: count, askedAtMs: -Infinity }));
}

function namesOf(asked: readonly { readonly name: number }[]): number[] {
  return asked.map(({ name }) => name);
}

describe('idle leases', () => {
  test('are asked back one after the other until enough slots will be free, and no more', () => {
    expect(namesOf(leasesToAsk(leases(1, 1, 1), 2, 0))).toEqual([0, 1]);
    expect(namesOf(leasesToAsk(leases(3, 1, 1), 2, 0))).toEqual([0]);
    expect(namesOf(leasesToAsk(leases(1, 1), 5, 0))).toEqual([0, 1]);
    expect(namesOf(leasesToAsk(leases(1, 1), 0, 0))).toEqual([]);
    expect(namesOf(leasesToAsk(leases(1, 1), -3, 0))).toEqual([]);
  });

  test('that were asked a moment ago count, and are not asked again', () => {
    const all = leases(1, 1, 1);
    expect(namesOf(leasesToAsk(all, 1, 0))).toEqual([0]);
    expect(namesOf(leasesToAsk(all, 1, 1999))).toEqual([]);
    expect(namesOf(leasesToAsk(all, 2, 1999))).toEqual([1]);
  });

  test('whose holders have not given them back in two seconds count no more: the next one is asked', () => {
    const all = leases(1, 1);
    leasesToAsk(all, 1, 0);
    expect(namesOf(leasesToAsk(all, 1, 2000))).toEqual([1]);
    expect(namesOf(leasesToAsk(all, 1, 4000))).toEqual([0]);
  });
});
