import type { Schedule } from '../../src/testing/simulation/schedule.ts';
import { add, ORDINARY } from './ordinary-schedule.ts';

/** A schedule that once broke a rule. */
export interface PinnedSchedule {
  /** What went wrong. */
  readonly name: string;
  readonly schedule: Schedule;
}

export const pinned: readonly PinnedSchedule[] = [
  {
    name: 'a page that is frozen before the browser has answered it holds the conductor lock unseen',
    schedule: {
      ...ORDINARY,
      events: [
        add(0, 0, 50),
        { atMs: 0.1, do: 'freeze', tab: 0, warned: true },
        add(20, 1, 50),
        add(40, 2, 50, { count: 2 }),
        { atMs: 9000, do: 'show', tab: 1 },
      ],
    },
  },
  {
    name: 'a conductor that kept the second of two slots waits for itself',
    schedule: {
      ...ORDINARY,
      limit: 2,
      events: [add(0, 0, 20), add(0, 0, 40), add(0, 0, 10, { weight: 2 })],
    },
  },
  {
    name: 'a slot on which a leaving conductor cut a request is used again at once by the next one',
    schedule: {
      ...ORDINARY,
      releaseLagMs: 300,
      events: [add(0, 0, 400), add(120, 1, 400), { atMs: 245, do: 'closePool', tab: 0 }],
    },
  },
  {
    name: 'a newcomer whom the conductor never told of its term takes over as if nobody had crashed',
    schedule: {
      ...ORDINARY,
      seed: 249,
      delays: 'wild',
      releaseLagMs: 300,
      events: [add(0, 0, 10, { count: 5 }), add(58, 2, 0), { atMs: 63, do: 'crash', tab: 0 }],
    },
  },
  {
    name: 'every tab that notices the network again sends a probe of its own',
    schedule: {
      ...ORDINARY,
      seed: 234,
      limit: 2,
      events: [add(17, 1, 0), add(22, 0, 100, { count: 4 }), { atMs: 28, do: 'offline', forMs: 100 }],
    },
  },
  {
    name: 'a conductor that leaves takes what it knows of the gate along, where its last board was a while ago',
    schedule: {
      ...ORDINARY,
      seed: 1135,
      engine: 'firefox',
      limit: 2,
      releaseLagMs: 300,
      cutLagMs: 0,
      events: [
        add(0, 1, 50),
        { atMs: 226, do: 'refuse', times: 2, refusal: { kind: 'overloaded' } },
        add(276, 0, 0, { count: 2 }),
      ],
    },
  },
  {
    name: 'a conductor that leaves says nothing of the gate, where only a newcomer listens that has not spoken yet',
    schedule: {
      ...ORDINARY,
      seed: 4574,
      events: [
        { atMs: 813, do: 'refuse', times: 3, refusal: { kind: 'overloaded' } },
        add(887, 0, 50),
        add(1308, 1, 100),
        { atMs: 1308, do: 'navigate', tab: 0, warned: true },
      ],
    },
  },
  {
    name: 'the last board of a conductor is dropped, where its lock came sooner',
    schedule: {
      ...ORDINARY,
      seed: 5519,
      delays: 'wild',
      events: [
        add(0, 3, 0),
        { atMs: 45, do: 'refuse', times: 1, refusal: { kind: 'unauthorized' } },
        add(458, 1, 0),
        add(740, 4, 100),
      ],
    },
  },
  {
    name: 'a new conductor does not listen to what the tabs remember, where they have heard its first word',
    schedule: {
      ...ORDINARY,
      events: [
        { atMs: 0, do: 'refuse', times: 3, refusal: { kind: 'overloaded', retryAfterMs: 2500 } },
        add(0, 0, 50),
        add(10, 1, 50),
        add(20, 2, 50),
        { atMs: 10, do: 'lose', tab: 1, way: 'to', forMs: 140.2 },
        { atMs: 150, do: 'closePool', tab: 0 },
      ],
    },
  },
  {
    name: 'a conductor with a lower epoch than a tab has seen talks to a tab that does not listen',
    schedule: {
      ...ORDINARY,
      seed: 1303,
      engine: 'webkit',
      storage: 'blocked',
      events: [add(0, 1, 100), { atMs: 16, do: 'freeze', tab: 1, warned: true }, add(263, 0, 400)],
    },
  },
  {
    name: 'a hidden conductor tells by a late timer that its timers are late',
    schedule: {
      ...ORDINARY,
      seed: 1363,
      events: [
        add(0, 0, 400, { count: 3 }),
        add(836, 1, 50),
        { atMs: 881, do: 'hide', tab: 0, forMs: 400_000 },
        { atMs: 1097, do: 'foreign', slots: 1, forMs: 500 },
        { atMs: 2000, do: 'show', tab: 1 },
      ],
    },
  },
  {
    name: 'a slot that rests already is not rested again, where its next user vanishes',
    schedule: {
      ...ORDINARY,
      seed: 13617,
      engine: 'firefox',
      cutLagMs: 0,
      ageingMs: 500,
      events: [
        add(0, 0, 10),
        add(74, 2, 400),
        add(121, 1, 10),
        add(144, 2, 50),
        { atMs: 224, do: 'hide', tab: 2, forMs: 0 },
        { atMs: 230, do: 'freeze', tab: 0, warned: true },
        { atMs: 233, do: 'crash', tab: 2 },
      ],
    },
  },
  {
    name: 'the slot of a tab that died while nobody conducted is used at once by the next conductor',
    schedule: {
      ...ORDINARY,
      seed: 16394,
      releaseLagMs: 300,
      cutLagMs: 300,
      events: [
        add(0, 1, 0),
        add(377, 2, 10),
        add(397, 0, 50),
        { atMs: 413, do: 'navigate', tab: 0, warned: false },
        add(699, 1, 0),
      ],
    },
  },
  {
    name: 'a new conductor looks only once a second whether a slot is free whose owner has not spoken',
    schedule: {
      ...ORDINARY,
      seed: 20111,
      engine: 'firefox',
      delays: 'wild',
      limit: 2,
      ageingMs: 500,
      longestRequestMs: 1000,
      events: [
        add(0, 3, 50, { weight: 2 }),
        add(133, 2, 10, { weight: 2, count: 6 }),
        add(167, 1, 10),
        add(246, 1, 0, { weight: 2, count: 2 }),
      ],
    },
  },
  {
    name: 'a slot lock that was taken away is kept for the next job, which is cut at once, for ever',
    schedule: {
      ...ORDINARY,
      seed: 2,
      engine: 'webkit',
      events: [add(0, 0, 400, { count: 3 }), { atMs: 100, do: 'navigate', tab: 0, warned: false }],
    },
  },
  {
    name: 'the last words of a conductor close no gate that the network has opened since',
    schedule: {
      ...ORDINARY,
      seed: 74289,
      delays: 'wild',
      endLagMs: 5,
      longestRequestMs: 1000,
      events: [
        add(0, 0, 10, { count: 3 }),
        add(1890, 0, 50, { count: 3 }),
        add(2353, 1, 0),
        { atMs: 2375, do: 'offline', forMs: 100 },
      ],
    },
  },
  {
    name: 'what a tab remembers of the gate counts once a term: it is told before the tab hears that it was opened',
    schedule: {
      ...ORDINARY,
      seed: 81077,
      delays: 'wild',
      limit: 2,
      releaseLagMs: 300,
      cutLagMs: 0,
      endLagMs: 0,
      events: [
        add(0, 1, 10),
        add(19, 0, 50),
        { atMs: 29, do: 'refuse', times: 1, refusal: { kind: 'rate-window', retryAfterMs: 2500 } },
        add(52, 2, 400),
        { atMs: 140, do: 'crash', tab: 1 },
        { atMs: 161, do: 'retryNow', tab: 2 },
        add(163, 2, 50),
      ],
    },
  },
  {
    name: 'a slot that was asked for ahead comes when its grant waits for it already, and is kept from it',
    schedule: { ...ORDINARY, seed: 4732, releaseLagMs: 300, cutLagMs: 300, events: [add(0, 1, 0)] },
  },
  {
    name: 'the probe for one gate opens another that a takeover made known, long before its time',
    schedule: {
      ...ORDINARY,
      seed: 21770,
      engine: 'webkit',
      storage: 'blocked',
      events: [
        add(0, 2, 400, { count: 3 }),
        { atMs: 521, do: 'refuse', times: 3, refusal: { kind: 'rate-window' } },
        { atMs: 654, do: 'refuse', times: 3, refusal: { kind: 'overloaded' } },
        { atMs: 3625, do: 'navigate', tab: 2, warned: true },
        add(4547, 0, 100, { count: 5 }),
        { atMs: 4856, do: 'offline', forMs: 4000 },
      ],
    },
  },
  {
    name: 'a tab that has two grants for one slot passes it on past its own job that waits for it',
    schedule: {
      ...ORDINARY,
      seed: 61_023,
      delays: 'wild',
      releaseLagMs: 300,
      cutLagMs: 300,
      events: [
        add(0, 4, 400, { count: 4, lane: 'background' }),
        add(402, 0, 100),
        add(422, 3, 100, { count: 3, lane: 'background' }),
        { atMs: 1383, do: 'suspend', tab: 3 },
        add(2102, 1, 100, { count: 3 }),
        add(4546, 4, 50, { lane: 'background' }),
      ],
    },
  },
];
