import { add } from '../ordinary-schedule.ts';
import { allDone, doneBy, each, noRefusal } from './expectations.ts';
import { schedule, type Scenario } from './scenario.ts';

/** What the account, the browser and the app do. */
export const surroundings: readonly Scenario[] = [
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
