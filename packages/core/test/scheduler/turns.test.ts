import { describe, expect, test } from 'vitest';
import { Conductor } from '../../src/scheduler/conductor.ts';

function conductor(limit: number): Conductor {
  return new Conductor('term', { limit, releaseLagMs: 50, ageingMs: 20_000, leaseMs: 120_000 });
}

function tell(
  one: Conductor,
  tabId: string,
  { jobs, weight = 1, isVisible = false }: { jobs: number; weight?: number; isVisible?: boolean },
): void {
  const lanes = { interactive: [], normal: [[weight, jobs] as const], background: [] };
  one.told(tabId, { lanes, seenGrant: 0, isVisible }, 0);
}

/** Whose turns come, one after the other, with a single slot. */
function turns(one: Conductor, count: number): string[] {
  const served: string[] = [];
  while (served.length < count) {
    for (const { tabId, grant } of one.grants(0)) {
      served.push(tabId);
      one.done(tabId, { grant, outcome: { type: 'cancelled' }, durationMs: 0, units: 0 }, 0, 0);
    }
  }
  return served;
}

describe('whose turn it is', () => {
  test('among tabs that were served alike: the visible one’s, then that of the one that came first [O5]', () => {
    const one = conductor(1);
    tell(one, 'first', { jobs: 9 });
    tell(one, 'second', { jobs: 9 });
    tell(one, 'visible', { jobs: 9, isVisible: true });
    expect(turns(one, 6)).toEqual(['visible', 'first', 'second', 'visible', 'first', 'second']);
  });

  test('counts weight and not jobs: two light jobs for each heavy one [O4]', () => {
    const one = conductor(2);
    tell(one, 'heavy', { jobs: 9, weight: 2 });
    tell(one, 'light', { jobs: 9, weight: 1 });
    const served: Record<string, number> = { heavy: 0, light: 0 };
    for (let turn = 0; turn < 9; turn += 1) {
      for (const { tabId, grant, slots } of one.grants(0)) {
        served[tabId] = (served[tabId] ?? 0) + slots.length;
        one.done(tabId, { grant, outcome: { type: 'cancelled' }, durationMs: 0, units: 0 }, 0, 0);
        expect(Math.abs(served['heavy']! - served['light']!)).toBeLessThanOrEqual(2);
      }
    }
    expect(served['heavy']! + served['light']!).toBeGreaterThan(9);
  });

  test('comes for a newcomer as if it had been served like the least served of those that wait [O6]', () => {
    const one = conductor(1);
    tell(one, 'old', { jobs: 1000 });
    turns(one, 100);
    tell(one, 'new', { jobs: 1000 });
    const next = turns(one, 10);
    expect(next.filter((tab) => tab === 'new')).toHaveLength(5);
  });
});
