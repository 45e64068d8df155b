import { describe, expect, test } from 'vitest';
import { Conductor } from '../../src/scheduler/conductor.ts';
import type { GrantCommand, NextTurn } from '../../src/scheduler/conductor-types.ts';
import type { Outcome } from '../../src/scheduler/throttle.ts';

const OK: Outcome = { type: 'ok' };
const CONDUCTOR = 'conductor';

interface Tab {
  readonly jobs: number;
  readonly weight?: number;
  readonly claims?: readonly string[];
  readonly seenGrant?: number;
}

function conductor(limit: number, sharesEvenly = false): Conductor {
  return new Conductor('term', { limit, releaseLagMs: 50, ageingMs: 20_000, leaseMs: 120_000, sharesEvenly });
}

function tell(one: Conductor, tabId: string, { jobs, weight = 1, claims = [], seenGrant = 0 }: Tab): void {
  const lanes = { interactive: [], normal: jobs > 0 ? [[weight, jobs] as const] : [], background: [] };
  const claimed = claims.map((grant) => ({ grant, slots: [0], isIdle: false, isProbe: false }));
  const limit = one.limit;
  one.demand(tabId, { lanes, claims: claimed, seenGrant, limit, isVisible: false }, 0);
}

function next(one: Conductor): readonly NextTurn[] | null {
  return one.nextTurns(CONDUCTOR, 0);
}

function ends(
  one: Conductor,
  { tabId, grant }: Pick<GrantCommand, 'tabId' | 'grant'>,
  passedTo: NextTurn | null = null,
  outcome: Outcome = OK,
): void {
  one.done(tabId, { grant, outcome, durationMs: 1, units: 1 }, 0, 0.5, passedTo);
}

/** Several tabs with many jobs each, and what was granted to them first. */
function busy(
  limit: number,
  ...tabIds: string[]
): { readonly one: Conductor; readonly given: GrantCommand[] } {
  const one = conductor(limit);
  for (const tabId of tabIds) tell(one, tabId, { jobs: 9 });
  return { one, given: one.grants(0) };
}

describe('whoever holds a slot is told who is next on it', () => {
  test('as it would be granted, and once', () => {
    const { one, given } = busy(1, 'a', 'b');
    const [first] = given;
    expect(next(one)).toEqual([{ after: first!.grant, to: 'b', lane: 'normal', grant: 'term/2' }]);
    expect(next(one)).toBeNull();
    ends(one, first!);
    expect(one.grants(0)).toMatchObject([{ tabId: 'b' }]);
  });

  test('at limit 3 one after the other, the oldest first', () => {
    const { one, given } = busy(3, 'a', 'b', 'c', 'd');
    expect(next(one)).toMatchObject([
      { after: given[0]!.grant, to: 'd' },
      { after: given[1]!.grant, to: 'a' },
      { after: given[2]!.grant, to: 'b' },
    ]);
  });

  test('a slot that outlasts younger ones comes later in the row, so that nobody waits for it alone', () => {
    const { one, given } = busy(2, 'slow', 'quick', 'waits');
    const [, second] = next(one)!;
    expect(second).toMatchObject({ after: given[1]!.grant, to: 'slow' });
    ends(one, given[1]!, second);
    expect(next(one)).toMatchObject([
      { after: second!.grant, to: 'waits' },
      { after: given[0]!.grant, to: 'quick' },
    ]);
  });

  test('a tab is told of no more turns than it has jobs', () => {
    const one = conductor(2);
    tell(one, 'a', { jobs: 2 });
    const given = one.grants(0);
    tell(one, 'a', { jobs: 0, claims: given.map(({ grant }) => grant), seenGrant: 2 });
    tell(one, 'b', { jobs: 1 });
    expect(next(one)).toHaveLength(1);
  });

  test('anew when somebody more urgent comes', () => {
    const { one } = busy(1, 'a', 'b');
    expect(next(one)).toMatchObject([{ to: 'b', lane: 'normal' }]);
    const lanes = { interactive: [[1, 1] as const], normal: [], background: [] };
    one.told('c', { lanes, seenGrant: 0, isVisible: false }, 0);
    expect(next(one)).toMatchObject([{ to: 'c', lane: 'interactive' }]);
  });

  test('no more, where nobody waits any longer', () => {
    const { one } = busy(1, 'a', 'b');
    expect(next(one)).toHaveLength(1);
    tell(one, 'b', { jobs: 0 });
    one.gone('a', [], 0);
    expect(next(one)).toEqual([]);
  });
});

describe('nobody is told who is next', () => {
  test('while the gate is closed', () => {
    const { one, given } = busy(2, 'a', 'b', 'c');
    expect(next(one)).toHaveLength(2);
    ends(one, given[0]!, null, { type: 'refused', kind: 'overloaded' });
    expect(next(one)).toEqual([]);
  });

  test('while more is in use than the account seems to allow', () => {
    const { one, given } = busy(3, 'a', 'b', 'c');
    ends(one, given[0]!, null, { type: 'refused', kind: 'busy' });
    ends(one, given[1]!, null, { type: 'refused', kind: 'busy' });
    expect(one.throttle.workingLimit).toBe(1);
    one.grants(0);
    const before = next(one);
    one.throttle.reported(3);
    expect(before).not.toBeNull();
    expect(one.inUse).toBeLessThanOrEqual(one.throttle.workingLimit);
  });

  test('where it is the conductor’s own turn, or its own slot', () => {
    const { one } = busy(1, 'a', CONDUCTOR);
    expect(next(one)).toBeNull();
    const own = busy(1, CONDUCTOR, 'a');
    expect(next(own.one)).toBeNull();
  });

  test('where a slot alone does not tell, since a wider job is next', () => {
    const one = conductor(2);
    tell(one, 'a', { jobs: 9 });
    tell(one, 'wide', { jobs: 9, weight: 2 });
    one.grants(0);
    expect(next(one)).toBeNull();
  });

  test('where tabs share evenly, in mode degraded', () => {
    const one = conductor(1, true);
    for (const tabId of ['a', 'b']) tell(one, tabId, { jobs: 9 });
    expect(one.grants(0)).toHaveLength(1);
    expect(next(one)).toBeNull();
  });
});

describe('a slot that was passed on', () => {
  test('is taken by the next tab, and counts as its turn', () => {
    const { one, given } = busy(1, 'a', 'b');
    const [turn] = next(one)!;
    ends(one, given[0]!, turn);
    expect(one.grants(0)).toEqual([]);
    expect(one.inUse).toBe(1);
    expect(one.board(0).tabs).toMatchObject([
      { id: 'a', served: 1, slots: [] },
      { id: 'b', served: 1, slots: [0] },
    ]);
    expect(one.board(0).tabs[1]?.waiting.normal).toBe(8);
  });

  test('to a tab that is gone by then rests: it may have begun', () => {
    const { one, given } = busy(1, 'a', 'b', 'c');
    const [turn] = next(one)!;
    one.gone('b', [], 0);
    ends(one, given[0]!, turn);
    expect(one.grants(49)).toEqual([]);
    expect(one.grants(50)).toMatchObject([{ slots: [0] }]);
  });

  test('is free again, if the end of that turn was heard before', () => {
    const { one, given } = busy(1, 'a', 'b', 'c');
    const [turn] = next(one)!;
    ends(one, { tabId: 'b', grant: turn!.grant });
    ends(one, given[0]!, turn);
    expect(one.grants(0)).toHaveLength(1);
  });

  test('as it had been said before is believed', () => {
    const { one, given } = busy(1, 'a', 'b');
    const [before] = next(one)!;
    const lanes = { interactive: [[1, 1] as const], normal: [], background: [] };
    one.told('c', { lanes, seenGrant: 0, isVisible: false }, 0);
    expect(next(one)).toHaveLength(1);
    ends(one, given[0]!, before);
    expect(one.board(0).tabs.find(({ id }) => id === 'b')).toMatchObject({ slots: [0] });
  });

  test('and never taken up is lost after a second, and granted anew', () => {
    const { one, given } = busy(1, 'a', 'b');
    const [turn] = next(one)!;
    ends(one, given[0]!, turn);
    const lanes = { interactive: [], normal: [[1, 9] as const], background: [] };
    const demand = { lanes, claims: [], seenGrant: 99, limit: 1, isVisible: false };
    one.demand('b', demand, 999);
    expect(one.grants(999)).toEqual([]);
    one.demand('b', demand, 1000);
    expect(one.grants(1000)).toHaveLength(1);
  });

  test('is no probe, though the gate closed meanwhile', () => {
    const { one, given } = busy(2, 'a', 'b', 'c');
    const [turn] = next(one)!;
    ends(one, given[1]!, null, { type: 'refused', kind: 'overloaded', retryAfterMs: 1000 });
    ends(one, given[0]!, turn);
    ends(one, { tabId: turn!.to, grant: turn!.grant });
    expect(one.throttle.gateNotice(0)).not.toBeNull();
  });
});
