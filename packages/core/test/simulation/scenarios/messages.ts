import type { CreatePool } from '../../../src/testing/simulation/world.ts';
import { add } from '../ordinary-schedule.ts';
import { allDone, doneBy, each, noRefusal, nobodySteals, startsAt } from './expectations.ts';
import { often, schedule, type Scenario } from './scenario.ts';

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

/** Messages that get lost, and whoever speaks at once. */
export const messages: readonly Scenario[] = [
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
    fault: 10,
    rule: 'a slot that is passed on from tab to tab is taken once, however often that is said',
    schedules: often(
      3,
      schedule(
        [
          add(0, 0, 2000),
          add(10, 1, 50, { count: 8 }),
          add(12, 2, 50, { count: 8 }),
          { atMs: 40, do: 'repeat', tab: 1, forMs: 2000, afterMs: 60 },
          { atMs: 40, do: 'repeat', tab: 2, forMs: 2000, afterMs: 120 },
        ],
        { limit: 2 },
      ),
    ),
    expects: each(allDone, noRefusal),
  },
  {
    fault: 10,
    rule: 'a tab that knows of the closed gate passes no slot on, though it missed that nobody is next',
    schedules: often(
      3,
      schedule(
        [
          add(0, 0, 9000),
          add(10, 2, 2500),
          add(20, 1, 300, { count: 6 }),
          add(30, 2, 50, { count: 3 }),
          { atMs: 200, do: 'refuse', times: 1, refusal: { kind: 'overloaded', retryAfterMs: 6000 } },
          { atMs: 300, do: 'lose', tab: 0, way: 'from', forMs: 100 },
        ],
        { limit: 3, lastsMs: 20_000 },
      ),
    ),
    expects: each(allDone),
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
];
