import { add } from '../ordinary-schedule.ts';
import { allDone, each, mostly, noRefusal, startsAt, startsOf } from './expectations.ts';
import { often, schedule, type Scenario } from './scenario.ts';

const ENGINES = ['chromium', 'firefox', 'webkit'] as const;

/** Pages that go: they crash, close, navigate, are discarded. */
export const departures: readonly Scenario[] = [
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
    fault: 1,
    rule: 'a probe that is out stays the only one, however the conductor goes that sent it',
    schedules: (['crash', 'close', 'freeze'] as const).map((how) =>
      schedule(
        [
          add(0, 0, 8000),
          add(10, 2, 8000),
          { atMs: 15, do: 'refuse', times: 1, refusal: { kind: 'overloaded', retryAfterMs: 300 } },
          add(20, 1, 4000),
          add(1000, 2, 50, { count: 3 }),
          how === 'crash' ? { atMs: 1500, do: how, tab: 0 } : { atMs: 1500, do: how, tab: 0, warned: true },
        ],
        { limit: 3, lastsMs: 12_000 },
      ),
    ),
    expects: each(allDone),
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
];
