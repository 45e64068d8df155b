import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Account, type AccountJournal, type AccountSettings } from '../src/account/account.ts';
import { inFlightOverTime } from '../src/account/over-time.ts';

/** What may happen to an account, each a while after the last. */
type Happening =
  | { readonly type: 'open'; readonly afterMs: number; readonly weight: number; readonly characters: number }
  | { readonly type: 'close'; readonly afterMs: number; readonly which: number; readonly aborted: boolean };

const afterMs = fc.integer({ min: 0, max: 60 });
const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    fc.record({
      type: fc.constant('open' as const),
      afterMs,
      weight: fc.integer({ min: 1, max: 4 }),
      characters: fc.integer({ min: 1, max: 50 }),
    }),
    fc.record({ type: fc.constant('close' as const), afterMs, which: fc.nat(30), aborted: fc.boolean() }),
  ),
  { maxLength: 60 },
);

const settings: fc.Arbitrary<AccountSettings> = fc.record({
  plan: fc.record({
    name: fc.constant(null),
    concurrent: fc.integer({ min: 1, max: 6 }),
    queued: fc.integer({ min: 0, max: 5 }),
  }),
  releaseLagMs: fc.integer({ min: 0, max: 80 }),
  endLagMs: fc.integer({ min: 0, max: 40 }),
  queueWaitMs: fc.integer({ min: 1, max: 200 }),
  rate: fc.option(
    fc.record({ requests: fc.integer({ min: 1, max: 5 }), perMs: fc.integer({ min: 1, max: 300 }) }),
  ),
  creditCharacters: fc.option(fc.integer({ min: 0, max: 600 })),
});

interface Lived {
  readonly account: Account;
  /** After every happening, at its moment. */
  readonly journals: readonly AccountJournal[];
  /** Of those that waited, in the order in which they began to, and in which they were admitted. */
  readonly queued: readonly string[];
  readonly admittedLate: readonly string[];
  readonly endsAtMs: number;
}

/** Lets everything happen, and time pass whenever the account asks for it. */
function live(given: AccountSettings, all: readonly Happening[]): Lived {
  const account = new Account(given, {
    busy: 'BUSY',
    'rate-limited': 'RATE',
    'out-of-credit': 'CREDIT',
    'queue-expired': 'EXPIRED',
  });
  const ids: string[] = [];
  const journals: AccountJournal[] = [];
  const queued: string[] = [];
  const admittedLate: string[] = [];
  let nowMs = 0;
  const passUntil = (untilMs: number): void => {
    for (let next = account.nextChangeAtMs; next !== null && next <= untilMs; next = account.nextChangeAtMs) {
      admittedLate.push(...account.settle(next).admitted);
      journals.push(account.journal());
    }
    nowMs = untilMs;
  };
  for (const happening of all) {
    passUntil(nowMs + happening.afterMs);
    if (happening.type === 'open') {
      const id = `r${ids.length}`;
      ids.push(id);
      const arrival = { id, provider: 'breeze', voice: 'code', text: '', weight: happening.weight };
      const { verdict, settled } = account.open(arrival, happening.characters, nowMs);
      admittedLate.push(...settled.admitted);
      if (verdict === 'queued') queued.push(id);
    } else {
      const id = ids[happening.which % Math.max(1, ids.length)] ?? '';
      admittedLate.push(...account.close(id, happening.aborted ? 'aborted' : 'done', nowMs).admitted);
    }
    journals.push(account.journal());
  }
  for (const id of ids) admittedLate.push(...account.close(id, 'aborted', nowMs).admitted);
  passUntil(nowMs + 1000);
  return { account, journals, queued, admittedLate, endsAtMs: nowMs };
}

function holds(check: (lived: Lived, given: AccountSettings) => void): void {
  fc.assert(
    fc.property(settings, happenings, (given, all) => check(live(given, all), given)),
    { numRuns: 400 },
  );
}

test('what counts against the limit never exceeds it, nor what waits the queue', () => {
  holds(({ journals }, { plan }) => {
    for (const journal of journals) {
      expect(journal.slotsTaken).toBeLessThanOrEqual(plan.concurrent);
      expect(journal.waiting).toBeLessThanOrEqual(plan.queued);
      expect(journal.inFlight).toBeLessThanOrEqual(journal.slotsTaken);
    }
  });
});

test('those that wait are admitted in the order in which they came', () => {
  holds(({ queued, admittedLate }) => {
    expect(admittedLate).toEqual(queued.filter((id) => admittedLate.includes(id)));
  });
});

test('nobody waits longer than the queue allows, and whoever waited so long is told', () => {
  holds(({ account }, { queueWaitMs }) => {
    for (const { openedAtMs, admittedAtMs, closedAtMs, reason } of account.journal().entries) {
      const waitedMs = (admittedAtMs ?? closedAtMs ?? Infinity) - openedAtMs;
      expect(waitedMs).toBeLessThanOrEqual(queueWaitMs);
      expect(reason === 'EXPIRED').toBe(waitedMs === queueWaitMs && reason !== undefined);
    }
  });
});

test('when all is over and the lags have passed, nothing is taken, and every request ended in one way', () => {
  holds(({ account }) => {
    const { slotsTaken, waiting, inFlight, counts, entries } = account.journal();
    expect({ slotsTaken, waiting, inFlight }).toEqual({ slotsTaken: 0, waiting: 0, inFlight: 0 });
    expect(account.nextChangeAtMs).toBe(null);
    expect(counts.done + counts.aborted + counts.refused + counts.failed).toBe(counts.requests);
    expect(entries.every(({ outcome }) => outcome !== undefined)).toBe(true);
  });
});

test('the account never pays more than it has, and pays exactly for what was admitted', () => {
  holds(({ account, journals }, { creditCharacters }) => {
    if (creditCharacters === null) return;
    for (const journal of [...journals, account.journal()]) {
      expect(journal.creditCharacters).toBe(creditCharacters - journal.billedCharacters);
      expect(journal.creditCharacters).toBeGreaterThanOrEqual(0);
    }
  });
});

test('no stretch of time sees more requests than the rate allows', () => {
  holds(({ account }, { rate }) => {
    if (rate === null) return;
    const { entries } = account.journal();
    const turnedAway = new Set(['BUSY', 'RATE', 'CREDIT']);
    const passed = entries.filter(({ reason }) => reason === undefined || !turnedAway.has(reason));
    for (const { openedAtMs: startMs } of passed) {
      const inStretch = passed.filter(
        ({ openedAtMs }) => openedAtMs >= startMs && openedAtMs < startMs + rate.perMs,
      );
      expect(inStretch.length).toBeLessThanOrEqual(rate.requests);
    }
  });
});

test('what was in flight over time follows from the journal: it peaks at the peak and ends at nothing', () => {
  holds(({ account }) => {
    const { entries, peakInFlight } = account.journal();
    const steps = inFlightOverTime(entries);
    // Two changes at one moment are one step, so what came and went at once is not among them.
    expect(Math.max(0, ...steps.map(({ inFlight }) => inFlight))).toBeLessThanOrEqual(peakInFlight);
    expect(steps.at(-1)?.inFlight ?? 0).toBe(0);
    expect(steps.every(({ atMs }, index) => atMs > (steps[index - 1]?.atMs ?? -1))).toBe(true);
  });
});
