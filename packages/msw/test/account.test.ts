import { describe, expect, test } from 'vitest';
import { Account, type AccountSettings } from '../src/account/account.ts';
import type { Arrival } from '../src/account/journal.ts';
import { inFlightOverTime } from '../src/account/over-time.ts';
import { BREEZE_PLANS, type Plan, SMALLEST_DEFAULT } from '../src/account/plans.ts';

const LAG_MS = 50;

function accountWith(plan: Plan, settings: Partial<AccountSettings> = {}): Account {
  return new Account(
    {
      plan,
      releaseLagMs: LAG_MS,
      endLagMs: 0,
      queueWaitMs: 10_000_000,
      rate: null,
      creditCharacters: null,
      ...settings,
    },
    { busy: 'BUSY', 'rate-limited': 'RATE', 'out-of-credit': 'CREDIT', 'queue-expired': 'EXPIRED' },
  );
}

function openMany(account: Account, count: number, nowMs = 0): readonly string[] {
  return Array.from({ length: count }, (_, index) => open(account, `r${index + 1}`, nowMs));
}

function open(account: Account, id: string, nowMs: number, weight = 1): string {
  const arrival = { id, provider: 'breeze', voice: 'nora', text: `text of ${id}`, weight };
  return account.open(arrival, 10, nowMs).verdict;
}

function times(admission: string, count: number): readonly string[] {
  return Array.from({ length: count }, () => admission);
}

describe('admission', () => {
  test.each<[name: string, plan: Plan, concurrent: number, queued: number]>([
    ['Breeze Free', BREEZE_PLANS.free, 3, 0],
    ['Breeze Starter', BREEZE_PLANS.starter, 6, 2],
    ['Breeze Creator', BREEZE_PLANS.creator, 10, 3],
    ['Breeze Pro', BREEZE_PLANS.pro, 20, 5],
    ['Smallest', SMALLEST_DEFAULT, 1, 0],
  ])('%s admits its limit, queues its queue and refuses the next', (_name, plan, concurrent, queued) => {
    const account = accountWith(plan);
    expect(openMany(account, concurrent + queued + 1)).toEqual([
      ...times('admitted', concurrent),
      ...times('queued', queued),
      'busy',
    ]);
    expect(account.journal()).toMatchObject({
      limit: concurrent,
      queueLimit: queued,
      inFlight: concurrent,
      waiting: queued,
      peakInFlight: concurrent,
      peakOffered: concurrent + queued + 1,
      counts: { requests: concurrent + queued + 1, refused: 1 },
    });
  });

  test('a request that ends frees its slot at once, for the one that waited longest', () => {
    const account = accountWith(BREEZE_PLANS.starter);
    openMany(account, 8);
    expect(account.close('r3', 'done', 100)).toMatchObject({ admitted: ['r7'] });
    expect(account.close('r7', 'done', 200)).toMatchObject({ admitted: ['r8'] });
    expect(account.journal().entries.find((entry) => entry.id === 'r8')).toMatchObject({
      openedAtMs: 0,
      admittedAtMs: 200,
    });
  });

  test('a request does not overtake those that wait, also when it would fit', () => {
    const account = accountWith({ name: null, concurrent: 3, queued: 4 });
    open(account, 'small', 0);
    open(account, 'medium', 0, 2);
    expect(open(account, 'large', 0, 3)).toBe('queued');
    account.close('small', 'done', 10);
    expect(open(account, 'late', 20, 1)).toBe('queued');
    expect(account.close('medium', 'done', 30)).toMatchObject({ admitted: ['large'] });
    expect(account.close('large', 'done', 40)).toMatchObject({ admitted: ['late'] });
  });

  test('a weight above the limit is refused, as it would block the queue for ever', () => {
    const account = accountWith({ name: null, concurrent: 2, queued: 9 });
    expect(open(account, 'huge', 0, 3)).toBe('busy');
  });

  test('an aborted request keeps its slot for the release lag', () => {
    const account = accountWith(SMALLEST_DEFAULT);
    open(account, 'first', 0);
    account.close('first', 'aborted', 100);
    expect(account.journal()).toMatchObject({ inFlight: 0, slotsTaken: 1 });
    expect(account.nextChangeAtMs).toBe(150);
    expect(open(account, 'early', 149)).toBe('busy');
    expect(open(account, 'right', 150)).toBe('admitted');
  });

  test('a slot that comes free by time goes to the one that waits, not to the one that arrives then', () => {
    const account = accountWith({ name: null, concurrent: 1, queued: 2 });
    open(account, 'first', 0);
    open(account, 'waits', 0);
    account.close('first', 'aborted', 100);
    const arrival = { id: 'late', provider: 'breeze', voice: 'nora', text: '', weight: 1 };
    expect(account.open(arrival, 0, 150)).toEqual({
      verdict: 'queued',
      settled: { admitted: ['waits'], expired: [] },
    });
  });

  test('a request that is aborted while it waits holds nothing', () => {
    const account = accountWith({ name: null, concurrent: 1, queued: 1 });
    openMany(account, 2);
    account.close('r2', 'aborted', 10);
    expect(account.journal()).toMatchObject({ waiting: 0, slotsTaken: 1, billedCharacters: 10 });
    expect(account.nextChangeAtMs).toBe(null);
  });

  test('a request is closed once: what comes later changes nothing', () => {
    const account = accountWith(SMALLEST_DEFAULT);
    open(account, 'first', 0);
    account.close('first', 'done', 10);
    account.close('first', 'aborted', 20);
    expect(account.journal()).toMatchObject({ slotsTaken: 0, counts: { done: 1, aborted: 0 } });
    expect(account.journal().entries[0]).toMatchObject({ outcome: 'done', closedAtMs: 10 });
  });

  test('a lower limit refuses new requests and leaves those that run', () => {
    const account = accountWith(BREEZE_PLANS.free);
    openMany(account, 2);
    account.setPlan({ name: null, concurrent: 1, queued: 0 }, 10);
    account.close('r1', 'done', 20);
    expect(open(account, 'r3', 30)).toBe('busy');
    account.close('r2', 'done', 40);
    expect(open(account, 'r4', 50)).toBe('admitted');
  });

  test('a higher limit admits those that wait', () => {
    const account = accountWith({ name: null, concurrent: 1, queued: 2 });
    openMany(account, 3);
    expect(account.setPlan({ name: null, concurrent: 3, queued: 0 }, 10)).toMatchObject({
      admitted: ['r2', 'r3'],
    });
  });
});

function arriving(id: string): Arrival {
  return { id, provider: 'breeze', voice: 'nora', text: '', weight: 1 };
}

describe('other limits', () => {
  test('a request that the account cannot pay for is refused, those that wait counted in', () => {
    const account = accountWith({ name: null, concurrent: 1, queued: 2 }, { creditCharacters: 25 });
    expect(account.open(arriving('runs'), 10, 0).verdict).toBe('admitted');
    expect(account.open(arriving('waits'), 10, 0).verdict).toBe('queued');
    expect(account.open(arriving('too dear'), 6, 0).verdict).toBe('out-of-credit');
    expect(account.journal()).toMatchObject({ billedCharacters: 10, creditCharacters: 15 });
    account.close('waits', 'aborted', 1);
    expect(account.open(arriving('now'), 15, 2).verdict).toBe('queued');
  });

  test('a rate counts what was let through, over the last stretch of time', () => {
    const account = accountWith(BREEZE_PLANS.pro, { rate: { requests: 2, perMs: 1000 } });
    expect(
      [0, 400, 999, 1000, 1399, 1400].map((atMs) => account.open(arriving(`at ${atMs}`), 1, atMs).verdict),
    ).toEqual(['admitted', 'admitted', 'rate-limited', 'admitted', 'rate-limited', 'admitted']);
  });

  test('a wait in the queue ends, without a bill', () => {
    const account = accountWith({ name: null, concurrent: 1, queued: 1 }, { queueWaitMs: 500 });
    openMany(account, 2);
    expect(account.nextChangeAtMs).toBe(500);
    expect(account.settle(500)).toEqual({ admitted: [], expired: ['r2'] });
    expect(account.journal()).toMatchObject({ waiting: 0, billedCharacters: 10, counts: { refused: 1 } });
    expect(account.journal().entries[1]).toMatchObject({ outcome: 'refused', reason: 'EXPIRED' });
  });

  test('a slot may come free late after a proper end too', () => {
    const account = accountWith(SMALLEST_DEFAULT, { endLagMs: 20 });
    open(account, 'first', 0);
    account.close('first', 'done', 100);
    expect([119, 120].map((atMs) => open(account, `at ${atMs}`, atMs))).toEqual(['busy', 'admitted']);
  });
});

describe('a foreign device', () => {
  test('takes slots until its time is over', () => {
    const account = accountWith(SMALLEST_DEFAULT);
    account.holdForeign(1, 800, 100);
    expect(account.journal()).toMatchObject({ inFlight: 0, foreign: 1, slotsTaken: 1 });
    expect(open(account, 'early', 899)).toBe('busy');
    expect(open(account, 'right', 900)).toBe('admitted');
  });

  test('holds without a time until it is released, and lets in those that waited', () => {
    const account = accountWith({ name: null, concurrent: 1, queued: 1 });
    account.holdForeign(1, null, 0);
    expect(open(account, 'waits', 1_000_000)).toBe('queued');
    expect(account.holdForeign(0, null, 2_000_000)).toMatchObject({ admitted: ['waits'] });
  });
});

describe('the journal', () => {
  test('tells of every request when it opened, was admitted, gave its first byte and closed, and how', () => {
    const account = accountWith(SMALLEST_DEFAULT);
    open(account, 'spoken', 1);
    account.firstByte('spoken', 2);
    open(account, 'refused', 3);
    account.close('spoken', 'done', 4);
    open(account, 'broken', 5);
    account.close('broken', 'failed', 6, 'out of breath');
    const common = { provider: 'breeze', voice: 'nora', weight: 1 };
    expect(account.journal().entries).toEqual([
      {
        ...common,
        id: 'spoken',
        text: 'text of spoken',
        openedAtMs: 1,
        admittedAtMs: 1,
        firstByteAtMs: 2,
        closedAtMs: 4,
        outcome: 'done',
      },
      {
        ...common,
        id: 'refused',
        text: 'text of refused',
        openedAtMs: 3,
        closedAtMs: 3,
        outcome: 'refused',
        reason: 'BUSY',
      },
      {
        ...common,
        id: 'broken',
        text: 'text of broken',
        openedAtMs: 5,
        admittedAtMs: 5,
        closedAtMs: 6,
        outcome: 'failed',
        reason: 'out of breath',
      },
    ]);
  });

  test('gives what was in flight when, and what runs on', () => {
    const account = accountWith(BREEZE_PLANS.free);
    open(account, 'design', 100, 2);
    open(account, 'speech', 150);
    open(account, 'refused', 160);
    account.close('design', 'done', 200);
    expect(inFlightOverTime(account.journal().entries)).toEqual([
      { atMs: 100, inFlight: 2 },
      { atMs: 150, inFlight: 3 },
      { atMs: 200, inFlight: 1 },
    ]);
  });

  test('bills what was admitted, aborted or not, and never what was refused', () => {
    const account = accountWith(SMALLEST_DEFAULT, { releaseLagMs: 0 });
    open(account, 'first', 0);
    open(account, 'refused', 0);
    account.close('first', 'aborted', 1);
    open(account, 'second', 2);
    expect(account.journal().billedCharacters).toBe(20);
  });

  test('keeps the newest 2,000 requests, those that are open, and all counts', () => {
    const account = accountWith(SMALLEST_DEFAULT);
    open(account, 'open all along', 0);
    for (let index = 0; index < 2500; index += 1) open(account, `refused ${index}`, index);
    const { entries, forgottenEntries, counts } = account.journal();
    expect(entries.length).toBe(2000);
    expect(entries[0]?.id).toBe('open all along');
    expect(entries.at(-1)?.id).toBe('refused 2499');
    expect(forgottenEntries).toBe(501);
    expect(counts).toMatchObject({ requests: 2501, refused: 2500 });
  });

  test('a reset forgets what is over and keeps what is open', () => {
    const account = accountWith(BREEZE_PLANS.free);
    openMany(account, 4);
    account.close('r1', 'done', 10);
    account.resetJournal();
    const journal = account.journal();
    expect(journal.entries.map((entry) => entry.id)).toEqual(['r2', 'r3']);
    expect(journal).toMatchObject({
      inFlight: 2,
      peakInFlight: 2,
      peakOffered: 2,
      billedCharacters: 0,
      counts: { requests: 2, done: 0, refused: 0 },
    });
  });
});
