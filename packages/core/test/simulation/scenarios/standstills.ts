import { add } from '../ordinary-schedule.ts';
import { allDone, doneBy, each, nobodySteals, startsAt } from './expectations.ts';
import { schedule, type Scenario } from './scenario.ts';

/** Pages, timers and clocks that stand still or jump. */
export const standstills: readonly Scenario[] = [
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
];
