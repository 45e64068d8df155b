import type { Undo } from '../../../src/platform/clock.ts';
import { PassingOn } from '../../../src/pool/passing-on.ts';
import { PoolMemory } from '../../../src/pool/pool-memory.ts';
import { PresenceWatch } from '../../../src/pool/presence-watch.ts';
import type { Term } from '../../../src/pool/protocol.ts';
import { Session } from '../../../src/pool/session.ts';
import { TakenGrants } from '../../../src/pool/taken-grants.ts';
import { Watchdog } from '../../../src/pool/watchdog.ts';
import { Conductor } from '../../../src/scheduler/conductor.ts';
import { Gate } from '../../../src/scheduler/gate.ts';
import { SlotBook } from '../../../src/scheduler/slot-book.ts';
import { TabLedger } from '../../../src/scheduler/tab-ledger.ts';
import { Throttle } from '../../../src/scheduler/throttle.ts';
import type { PlantedBug } from './planted-bug.ts';

/** Decisions that a method takes wrongly. */
export const bugsInMethods: readonly PlantedBug[] = [
  {
    name: 'the term of a message is not checked',
    methods: () =>
      replace(PoolMemory.prototype, 'heardTerm', (original) => {
        return function (this: PoolMemory, term) {
          original.call(this, term);
          return true;
        };
      }),
  },
  {
    name: 'a takeover forgets that the gate is closed',
    methods: () => replace(Throttle.prototype, 'recall', () => () => {}),
  },
  {
    name: 'the probe is forgotten once it is out',
    methods: () => replace(Gate.prototype, 'started', () => () => {}),
  },
  {
    name: 'a new conductor forgets the probe that is out',
    methods: () => replace(Throttle.prototype, 'inherited', () => () => {}),
  },
  {
    name: 'a slot that is passed on twice is taken twice',
    methods: () => replace(PassingOn.prototype, 'isNew', () => () => true),
  },
  {
    name: 'a conductor does not hear to whom a slot was passed on',
    methods: () =>
      replace(Conductor.prototype, 'done', (original) => {
        return function (this: Conductor, tabId, event, nowMs, chance) {
          original.call(this, tabId, event, nowMs, chance);
        };
      }),
  },
  {
    name: 'there are no dirty slots',
    methods: () => replace(SlotBook.prototype, 'rest', () => () => {}),
  },
  {
    name: 'epochs come from localStorage alone',
    methods: () => replace(PoolMemory.prototype, 'nextEpoch', () => (stored) => Number(stored) + 1),
  },
  { name: 'a demand from before a grant is taken to be from after it', methods: staleCounts },
  {
    name: 'slots that a leaving tab cut do not rest',
    methods: () =>
      replace(Conductor.prototype, 'gone', (original) => {
        return function (this: Conductor, tabId, cutSlots, nowMs) {
          original.call(this, tabId, cutSlots === null ? null : [], nowMs);
        };
      }),
  },
  {
    name: 'nothing rests after a conductor that vanished',
    methods: () => replace(Conductor.prototype, 'restFreeSlots', () => () => {}),
  },
  {
    name: 'a tab that was robbed of the conductor lock steals it back',
    methods: () => replace(Watchdog.prototype, 'wasRobbed', () => () => {}),
  },
  {
    name: 'a conductor that is outranked goes on',
    methods: () => replace(Session.prototype, 'outranked', () => async () => {}),
  },
  {
    name: 'nobody notices that a tab has died',
    methods: () => replace(PresenceWatch.prototype, 'watch', () => () => {}),
  },
  { name: 'a grant that comes twice is taken twice', methods: grantsTwice },
  { name: 'slots are passed on though the gate is closed, or in a term that is over', methods: passesAlways },
  {
    name: 'a new conductor does not look which slots are held',
    methods: () => replace(Conductor.prototype, 'census', () => () => {}),
  },
  {
    name: 'the leaving of a conductor is not noticed',
    methods: () =>
      replace(PoolMemory.prototype, 'heardLeave', (original) => {
        return function (this: PoolMemory, tabId, cutSlots) {
          if (tabId !== this.latestTerm?.conductorId) original.call(this, tabId, cutSlots);
        };
      }),
  },
  {
    name: 'a newcomer is served before all who have waited',
    methods: () =>
      replace(Conductor.prototype, 'told', (original) => {
        return function (this: Conductor, tabId, demand, nowMs) {
          const wasKnown = this.knows(tabId);
          const ledger = original.call(this, tabId, demand, nowMs);
          if (!wasKnown) ledger.served = 0;
          return ledger;
        };
      }),
  },
];

function replace<T extends object, K extends keyof T>(
  prototype: T,
  method: K,
  by: (original: T[K]) => T[K],
): Undo {
  const original = prototype[method];
  prototype[method] = by(original);
  return () => {
    prototype[method] = original;
  };
}

function staleCounts(): Undo {
  const lanesOf = new WeakMap<TabLedger, Parameters<TabLedger['told']>[0]['lanes']>();
  const undos = [
    replace(TabLedger.prototype, 'told', (original) => {
      return function (this: TabLedger, demand, nowMs) {
        lanesOf.set(this, demand.lanes);
        original.call(this, demand, nowMs);
      };
    }),
    replace(TabLedger.prototype, 'waiting', () => {
      return function (this: TabLedger, lane) {
        return (lanesOf.get(this)?.[lane] ?? []).reduce((sum, [, jobs]) => sum + jobs, 0);
      };
    }),
    replace(TabLedger.prototype, 'nextWeight', () => {
      return function (this: TabLedger, lane) {
        return lanesOf.get(this)?.[lane][0]?.[0] ?? null;
      };
    }),
  ];
  return () => undos.forEach((undo) => undo());
}

function grantsTwice(): Undo {
  return replace(TakenGrants.prototype, 'take', (original) => {
    return function (this: TakenGrants, message) {
      const seen = this.seenOf(message.term);
      original.call(this, message.grantId <= seen ? { ...message, grantId: seen + 1e-6 } : message);
    };
  });
}

function passesAlways(): Undo {
  const terms = new WeakMap<PassingOn, Term>();
  const undos = [
    replace(PassingOn.prototype, 'heard', (original) => {
      return function (this: PassingOn, message) {
        terms.set(this, message.term);
        original.call(this, message);
      };
    }),
    replace(PassingOn.prototype, 'after', (original) => {
      return function (this: PassingOn, grant, slots) {
        return original.call(this, grant, slots, terms.get(this) ?? null);
      };
    }),
  ];
  return () => undos.forEach((undo) => undo());
}
