import { createPoolOn } from '../../src/pool/create-pool.ts';
import type { SimulatedJob } from '../../src/testing/simulation/page.ts';
import type { Schedule, SimulationEvent } from '../../src/testing/simulation/schedule.ts';
import { simulate, type SimulationResult } from '../../src/testing/simulation/simulate.ts';
import type { CreatePool } from '../../src/testing/simulation/world.ts';
import { add, ORDINARY } from './ordinary-schedule.ts';

/** What came of one schedule of a scenario. */
export interface Outcome extends SimulationResult {
  /** How often the conductor's lock was taken by force. */
  readonly steals: number;
}

/** A fault that the pool has to live with, and what must come of it beside the invariants. */
export interface Scenario {
  readonly fault: number;
  readonly rule: string;
  readonly schedules: readonly Schedule[];
  /** What is wrong with the outcomes, if anything is. */
  readonly expects?: (outcomes: readonly Outcome[]) => string | null;
  readonly createPool?: (create: CreatePool) => CreatePool;
}

/** What is wrong, or `null`. */
export async function play(scenario: Scenario, create: CreatePool = createPoolOn): Promise<string | null> {
  const createPool = scenario.createPool?.(create) ?? create;
  const outcomes: Outcome[] = [];
  for (const one of scenario.schedules) {
    let steals = 0;
    const onTrace = (line: string): void => {
      if (/ steals \S+:conductor$/.test(line)) steals += 1;
    };
    // oxlint-disable-next-line no-await-in-loop -- one world after the other
    const result = await simulate(one, { createPool, onTrace });
    if (result.violation !== null) return result.violation.message;
    outcomes.push({ ...result, steals });
  }
  return scenario.expects?.(outcomes) ?? null;
}

function schedule(events: readonly SimulationEvent[], more: Partial<Schedule> = {}): Schedule {
  return { ...ORDINARY, ...more, events: events.toSorted((left, right) => left.atMs - right.atMs) };
}

/** The same, as other chances would have it. */
function often(times: number, one: Schedule): Schedule[] {
  return Array.from({ length: times }, (_, index) => ({ ...one, seed: index + 1 }));
}

type Check = (outcome: Outcome) => string | null;

function each(...checks: readonly Check[]): NonNullable<Scenario['expects']> {
  return (outcomes) => {
    for (const outcome of outcomes) {
      for (const check of checks) {
        const problem = check(outcome);
        if (problem !== null) return problem;
      }
    }
    return null;
  };
}

/** In the middle one of the outcomes. */
function mostly(check: Check): NonNullable<Scenario['expects']> {
  return (outcomes) => {
    const problems = outcomes.map(check).filter((problem) => problem !== null);
    return problems.length * 2 > outcomes.length ? (problems[0] ?? null) : null;
  };
}

/** A job at that place starts soon after that. */
function startsAt(place: number, afterMs: number, withinMs: number): Check {
  return ({ jobs }) => {
    const starts = startsOf(jobs.filter(({ page }) => page.place === place));
    const next = starts.find((atMs) => atMs >= afterMs) ?? Infinity;
    return next - afterMs <= withinMs
      ? null
      : `at place ${place} the next job starts ${(next - afterMs).toFixed(0)} ms after ${afterMs}`;
  };
}

function startsOf(jobs: readonly SimulatedJob[]): number[] {
  return jobs.flatMap(({ runs }) => runs.map(({ startedAtMs }) => startedAtMs)).toSorted((a, b) => a - b);
}

const allDone: Check = ({ jobs }) => {
  const open = jobs.find(({ settled, page }) => settled !== 'done' && !page.tab.isGone);
  return open === undefined ? null : `${open.name} is ${open.settled ?? 'open'}`;
};

const nobodySteals: Check = ({ steals }) => (steals === 0 ? null : `${steals} times somebody steals`);

const noRefusal: Check = ({ journal }) => {
  const refused = journal.find(({ outcome }) => outcome === 'refused');
  return refused === undefined ? null : `${refused.name} is refused`;
};

/** Everything is done while the trouble lasts. */
function doneBy(ms: number): Check {
  return ({ jobs, journal }) => {
    const last = Math.max(...journal.map(({ endedAtMs }) => endedAtMs ?? Infinity));
    return last <= ms && journal.length >= jobs.length ? null : `the last request ends after ${last} ms`;
  };
}

const ENGINES = ['chromium', 'firefox', 'webkit'] as const;

function renamed(name: string): string {
  return name.replace(':v1', ':v0');
}

/** A second deployed version of the app: other messages, the same slots. */
function secondPoolIsOfAnotherVersion(create: CreatePool): CreatePool {
  let pools = 0;
  return (platform, name, options) => {
    pools += 1;
    const { openChannel, locks } = platform;
    if (pools !== 2 || openChannel === null || locks === null) return create(platform, name, options);
    const other = {
      ...platform,
      openChannel: (channel: string, onMessage: (message: unknown) => void) =>
        openChannel(renamed(channel), onMessage),
      locks: {
        request: (lock: string, request: Parameters<typeof locks.request>[1]) =>
          locks.request(renamed(lock), request),
        heldNames: (prefix: string) => locks.heldNames(renamed(prefix)),
      },
    };
    return create(other, name, options);
  };
}

export const scenarios: readonly Scenario[] = [
  {
    fault: 1,
    rule: 'a tab that crashes before it sends, while it sends or before it says so gives its slot back at once',
    schedules: [0, 1].flatMap((place) =>
      [1.2, 1.5, 60, 100.9, 101.4].map((atMs) =>
        schedule([
          add(0, 0, 100, { count: 3 }),
          add(0.5, 1, 100, { count: 3 }),
          { atMs, do: 'crash', tab: place },
        ]),
      ),
    ),
    expects: each(allDone, ({ jobs }) => {
      const starts = startsOf(jobs);
      const gapMs = Math.max(...starts.map((atMs, index) => atMs - (starts[index - 1] ?? atMs)));
      return gapMs <= 320 ? null : `nothing starts for ${gapMs.toFixed(0)} ms`;
    }),
  },
  {
    fault: 2,
    rule: 'when the conductor closes, another tab goes on within 100 ms, in the order of the queue',
    schedules: often(
      12,
      schedule(
        [
          add(0, 0, 10),
          add(30, 1, 400),
          add(35, 2, 400),
          { atMs: 100, do: 'close', tab: 0, warned: true },
          add(120, 2, 50, { count: 2 }),
        ],
        // A slot that rests needlessly would be noticed.
        { releaseLagMs: 300, limit: 3 },
      ),
    ),
    expects: mostly(startsAt(2, 120, 100)),
  },
  {
    fault: 2,
    rule: 'a conductor that left in peace is not taken for one that vanished, however much later somebody follows',
    schedules: often(
      12,
      schedule([add(0, 0, 10), add(5, 1, 10), add(1500, 1, 50)], { releaseLagMs: 300, limit: 2 }),
    ),
    expects: mostly(startsAt(1, 1500, 100)),
  },
  {
    fault: 3,
    rule: 'a page that navigates away and returns runs its jobs once each, in every engine',
    schedules: ENGINES.map((engine) =>
      schedule(
        [
          add(0, 0, 100, { count: 3 }),
          add(10, 1, 100, { count: 3 }),
          { atMs: 50, do: 'navigate', tab: 0, warned: true },
          { atMs: 700, do: 'comeBack', tab: 0 },
        ],
        { engine },
      ),
    ),
    expects: each(allDone, startsAt(1, 50, 300)),
  },
  {
    fault: 4,
    rule: 'tabs that wait for a page in the back/forward cache get it out of the way',
    schedules: [
      schedule(
        [
          add(0, 0, 100, { count: 3 }),
          add(10, 1, 100, { count: 2 }),
          add(10, 2, 100, { count: 2 }),
          { atMs: 50, do: 'navigate', tab: 0, warned: false },
        ],
        { lastsMs: 20_000 },
      ),
    ],
    expects: each(startsAt(1, 50, 8000), startsAt(2, 50, 8000)),
  },
  {
    fault: 5,
    rule: 'a conductor that falls asleep without warning is followed by another, and steps down when it wakes',
    schedules: (['freeze', 'suspend'] as const).map((how) =>
      schedule(
        [
          add(0, 0, 30_000),
          add(20, 1, 100, { count: 3 }),
          how === 'freeze' ? { atMs: 60, do: how, tab: 0, warned: false } : { atMs: 60, do: how, tab: 0 },
          { atMs: 45_000, do: 'wake', tab: 0 },
        ],
        { longestRequestMs: 1000, lastsMs: 60_000 },
      ),
    ),
    expects: each(startsAt(1, 60, 35_000)),
  },
  {
    fault: 6,
    rule: 'a frozen tab that is first in line does not become the conductor',
    schedules: [
      schedule(
        [
          add(0, 0, 100, { count: 9 }),
          add(10, 1, 100, { count: 9 }),
          add(20, 2, 100, { count: 9 }),
          { atMs: 300, do: 'freeze', tab: 1, warned: true },
          { atMs: 600, do: 'close', tab: 0, warned: true },
        ],
        { lastsMs: 6000 },
      ),
    ],
    expects: each(startsAt(2, 601, 200), nobodySteals),
  },
  {
    fault: 7,
    rule: 'the slot of a tab that sleeps with a request in flight is taken from it when its lease has ended',
    schedules: [
      schedule(
        [
          add(0, 0, 10),
          add(1, 1, 30_000),
          add(40, 0, 100, { count: 3 }),
          { atMs: 60, do: 'suspend', tab: 1 },
          { atMs: 30_000, do: 'wake', tab: 1 },
        ],
        { longestRequestMs: 1000, lastsMs: 45_000 },
      ),
      // Whoever takes over has not heard of it.
      schedule(
        [
          add(0, 0, 10),
          add(1, 1, 30_000),
          { atMs: 60, do: 'suspend', tab: 1 },
          { atMs: 70, do: 'crash', tab: 0 },
          add(2000, 2, 100, { count: 3 }),
        ],
        { longestRequestMs: 1000, lastsMs: 45_000 },
      ),
    ],
    expects: ([first, second]) =>
      (first && startsAt(0, 60, 35_000)(first)) ?? (second && startsAt(2, 2000, 35_000)(second)) ?? null,
  },
  {
    fault: 8,
    rule: 'a tab that is discarded is a tab that crashed, and begins anew when it is loaded again',
    schedules: [
      schedule([
        add(0, 0, 100, { count: 3 }),
        add(10, 1, 100, { count: 3 }),
        { atMs: 20, do: 'hide', tab: 0, forMs: 0 },
        { atMs: 60, do: 'crash', tab: 0 },
        add(400, 0, 100, { count: 2 }),
      ]),
    ],
    expects: each(allDone, noRefusal, startsAt(1, 60, 300)),
  },
  {
    fault: 9,
    rule: 'tabs that are hidden for long go on, though their timers fire once a minute, and nobody steals',
    schedules: [
      schedule(
        [
          add(0, 0, 400, { count: 4 }),
          add(10, 1, 400, { count: 4 }),
          { atMs: 20, do: 'hide', tab: 0, forMs: 400_000 },
          { atMs: 20, do: 'hide', tab: 1, forMs: 400_000 },
        ],
        { lastsMs: 100_000 },
      ),
    ],
    expects: each(nobodySteals, doneBy(5000)),
  },
  {
    fault: 10,
    rule: 'messages that are lost, repeated or late cost time, never a job or the limit',
    schedules: (
      [
        { do: 'lose', tab: 0, way: 'from', forMs: 500 },
        { do: 'lose', tab: 1, way: 'from', forMs: 500 },
        { do: 'lose', tab: 1, way: 'to', forMs: 500 },
        { do: 'repeat', tab: 0, forMs: 2000, afterMs: 150 },
        { do: 'repeat', tab: 1, forMs: 2000, afterMs: 150 },
        { do: 'delay', tab: 0, forMs: 1000, byMs: 200 },
      ] as const
    ).map((fault) =>
      schedule([add(0, 0, 50, { count: 6 }), add(10, 1, 50, { count: 6 }), { atMs: 40, ...fault }], {
        lastsMs: 20_000,
      }),
    ),
    expects: each(allDone, noRefusal, doneBy(20_000)),
  },
  {
    fault: 11,
    rule: 'it does not matter whether a lock or the message about it comes first',
    schedules: often(
      20,
      schedule([add(0, 0, 20, { count: 6 }), add(3, 1, 20, { count: 6 }), add(6, 2, 20, { count: 6 })], {
        delays: 'wild',
        limit: 2,
      }),
    ),
    expects: each(allDone, noRefusal),
  },
  {
    fault: 12,
    rule: 'two versions of the app share one limit',
    schedules: often(5, schedule([add(0, 0, 50, { count: 8 }), add(3, 1, 50, { count: 8 })], { limit: 2 })),
    expects: each(allDone, noRefusal),
    createPool: secondPoolIsOfAnotherVersion,
  },
  {
    fault: 12,
    rule: 'tabs without locks take turns',
    schedules: often(
      5,
      schedule([add(0, 0, 50, { count: 6 }), add(300, 1, 50, { count: 6 })], {
        limit: 2,
        pages: { 0: { locks: 'none' }, 1: { locks: 'none' } },
      }),
    ),
    expects: each(allDone),
  },
  {
    fault: 13,
    rule: 'a channel that has gone deaf is opened anew, before anybody steals',
    schedules: [
      schedule(
        [add(0, 0, 400, { count: 12 }), add(10, 1, 400, { count: 6 }), { atMs: 300, do: 'deafen', tab: 1 }],
        { lastsMs: 20_000 },
      ),
    ],
    expects: each(allDone, nobodySteals),
  },
  {
    fault: 13,
    rule: 'a tab that was robbed of the conductor lock does not soon steal it back, and does in the end',
    schedules: [
      schedule(
        [
          add(0, 0, 100, { count: 2 }),
          add(20, 1, 30_000),
          { atMs: 30, do: 'suspend', tab: 0 },
          { atMs: 8000, do: 'wake', tab: 0 },
          { atMs: 8100, do: 'suspend', tab: 1 },
          add(8200, 0, 100, { count: 2 }),
        ],
        { limit: 2, longestRequestMs: 1000, lastsMs: 60_000 },
      ),
    ],
    expects: each(startsAt(0, 8200, 35_000)),
  },
  {
    fault: 14,
    rule: 'clocks that jump and machines that sleep hold nothing up for ever',
    schedules: (
      [
        { do: 'jumpWall', byMs: 3_600_000 },
        { do: 'jumpWall', byMs: -3_600_000 },
        { do: 'sleep', forMs: 28_800_000, monotonic: 'runs' },
        { do: 'sleep', forMs: 28_800_000, monotonic: 'stops' },
      ] as const
    ).map((fault) =>
      schedule([
        { atMs: 0, do: 'refuse', times: 1, refusal: { kind: 'overloaded', retryAfterMs: 2500 } },
        add(1, 0, 50, { count: 3 }),
        add(10, 1, 50, { count: 3 }),
        { atMs: 200, ...fault },
      ]),
    ),
    expects: each(allDone),
  },
  {
    fault: 15,
    rule: 'a limit that is lowered cuts nothing short, and one that is raised is used',
    schedules: [
      schedule(
        [
          add(0, 0, 200, { count: 12 }),
          { atMs: 50, do: 'setLimit', tab: 0, limit: 1 },
          { atMs: 700, do: 'setLimit', tab: 0, limit: 3 },
        ],
        { limit: 3 },
      ),
    ],
    expects: each(allDone, ({ journal }) => {
      const aborted = journal.find(({ outcome }) => outcome === 'aborted');
      const inFlight = (atMs: number): number =>
        journal.filter((visit) => visit.startedAtMs <= atMs && (visit.endedAtMs ?? Infinity) > atMs).length;
      if (aborted !== undefined) return `${aborted.name} is cut short`;
      return inFlight(500) === 1 && inFlight(750) === 3
        ? null
        : `${inFlight(500)} and then ${inFlight(750)} run`;
    }),
  },
  {
    fault: 15,
    rule: 'where somebody else uses the account, the pool makes do with what is left',
    schedules: [
      schedule(
        [
          { atMs: 0, do: 'foreign', slots: 2, forMs: 3000 },
          add(1, 0, 100, { count: 6 }),
          add(10, 1, 100, { count: 6 }),
        ],
        { limit: 3, lastsMs: 10_000 },
      ),
    ],
    expects: each(allDone, ({ journal }) => {
      const refused = journal.filter(({ outcome }) => outcome === 'refused').length;
      return refused <= 8 ? null : `${refused} requests are refused`;
    }),
  },
  {
    fault: 16,
    rule: 'locks that are refused, or missing, do not stop a tab',
    schedules: (['refused', 'none'] as const).map((locks) =>
      schedule([add(0, 0, 50, { count: 4 })], { pages: { 0: { locks } } }),
    ),
    expects: each(allDone),
  },
  {
    fault: 16,
    rule: 'a lock service that never answers is given up, by a tab alone and by all of them',
    schedules: [
      schedule([add(0, 0, 50, { count: 4 })], { pages: { 0: { locks: 'silent' } }, lastsMs: 20_000 }),
      schedule([add(0, 0, 50, { count: 4 }), add(10, 1, 50, { count: 4 })], {
        pages: { 0: { locks: 'silent' }, 1: { locks: 'silent' } },
        lastsMs: 20_000,
      }),
    ],
    expects: each(allDone, doneBy(10_000), noRefusal),
  },
  {
    fault: 16,
    rule: 'locks that WebKit takes away with the page, held or asked for, are asked for again',
    schedules: [0.2, 50, 100].map((atMs) =>
      schedule(
        [
          add(0, 0, 100, { count: 4 }),
          { atMs, do: 'navigate', tab: 0, warned: false },
          { atMs: 500, do: 'comeBack', tab: 0 },
        ],
        { engine: 'webkit' },
      ),
    ),
    expects: each(allDone),
  },
  {
    fault: 17,
    rule: 'storage that is blocked and tabs that cannot talk are lived with',
    schedules: [
      schedule([add(0, 0, 50, { count: 4 }), add(10, 1, 50, { count: 4 })], { storage: 'blocked' }),
      schedule([add(0, 0, 50, { count: 4 })], { pages: { 0: { channel: 'none' } } }),
    ],
    expects: each(allDone),
  },
  {
    fault: 18,
    rule: 'a pool that is closed and made anew at once, as by StrictMode, leaves nothing behind',
    schedules: [0, 0.2, 50].map((atMs) =>
      schedule([
        add(0, 0, 100, { count: 2 }),
        add(0, 1, 100, { count: 2 }),
        { atMs, do: 'closePool', tab: 0 },
        add(atMs, 0, 100, { count: 2 }),
      ]),
    ),
    expects: each(noRefusal),
  },
];
