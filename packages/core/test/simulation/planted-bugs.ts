import type { Undo } from '../../src/platform/clock.ts';
import type { HeldLock, LockRequest } from '../../src/platform/locks.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import { PoolMemory } from '../../src/pool/pool-memory.ts';
import type { PoolOptions } from '../../src/pool/pool-options.ts';
import { PresenceWatch } from '../../src/pool/presence-watch.ts';
import type { Message } from '../../src/pool/protocol.ts';
import { Session } from '../../src/pool/session.ts';
import { TakenGrants } from '../../src/pool/taken-grants.ts';
import type { Pool, Task } from '../../src/pool/types.ts';
import { Watchdog } from '../../src/pool/watchdog.ts';
import { Conductor } from '../../src/scheduler/conductor.ts';
import { Gate } from '../../src/scheduler/gate.ts';
import { SlotBook } from '../../src/scheduler/slot-book.ts';
import { TabLedger } from '../../src/scheduler/tab-ledger.ts';
import { Throttle } from '../../src/scheduler/throttle.ts';

/**
 * A mistake that the pool could have, made without a hook in its sources: by what stands between the pool and its
 * page, between the pool and whoever uses it, or by a method that is replaced for as long as the bug is planted. The
 * compiler says where such a method is gone.
 */
export interface PlantedBug {
  readonly name: string;
  readonly platform?: (platform: Platform) => Platform;
  readonly pool?: (pool: Pool) => Pool;
  readonly methods?: () => Undo;
}

export function createPoolWith(
  bug: PlantedBug,
): (platform: Platform, name: string, options: PoolOptions) => Pool {
  const { platform: seen = same, pool: used = same } = bug;
  return (platform, name, options) => used(createPoolOn(seen(platform), name, options));
}

export const plantedBugs: readonly PlantedBug[] = [
  { name: 'the slot is freed on cancel, not when the request is over', pool: settlesOnCancel },
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
  { name: 'a board is taken for a sign of life', platform: boardsAreAcks },
  {
    name: 'there are no dirty slots',
    methods: () => replace(SlotBook.prototype, 'rest', () => () => {}),
  },
  {
    name: 'epochs come from localStorage alone',
    methods: () => replace(PoolMemory.prototype, 'nextEpoch', () => (stored) => Number(stored) + 1),
  },
  { name: 'a demand from before a grant is taken to be from after it', methods: staleCounts },
  { name: 'the request is sent without waiting for the lock of its slot', platform: slotsWithoutLocks },
  { name: 'a tab that leaves does not say what it cut', platform: leavesWithoutCuts },
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
  { name: 'a slot that was asked for ahead is never given back', platform: keepsSlotsAskedAhead },
  { name: 'the watchdog never steals', platform: neverSteals },
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
  {
    name: 'a new conductor does not look which slots are held',
    methods: () => replace(Conductor.prototype, 'census', () => () => {}),
  },
  { name: 'an acknowledgement comes without a hop to a later task', platform: acksAtOnce },
  { name: 'lock requests outlive the page', platform: neverGivesUp },
  { name: 'nobody reminds a throttled conductor', platform: neverNudges },
  { name: 'a deaf channel is not opened anew', platform: opensOnce },
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

function same<T>(value: T): T {
  return value;
}

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

function settlesOnCancel(pool: Pool): Pool {
  return wrapped(pool, {
    run: (task, options) => pool.run(abandoning(task), options),
  });
}

/** Settles as soon as nobody wants the result any more. */
function abandoning<T>(task: Task<T>): Task<T> {
  return (context) =>
    new Promise((resolve, reject) => {
      context.signal.addEventListener('abort', () => reject(context.signal.reason));
      task(context).then(resolve, reject);
    });
}

function wrapped(pool: Pool, changed: Partial<Pool>): Pool {
  return {
    name: pool.name,
    getState: () => pool.getState(),
    getInitialState: () => pool.getInitialState(),
    subscribe: (listener) => pool.subscribe(listener),
    run: (task, options) => pool.run(task, options),
    acquire: (options) => pool.acquire(options),
    pause: () => pool.pause(),
    resume: () => pool.resume(),
    setLimit: (limit) => pool.setLimit(limit),
    clear: (options) => pool.clear(options),
    retryNow: () => pool.retryNow(),
    reportLimit: (limit) => pool.reportLimit(limit),
    trace: () => pool.trace(),
    close: () => pool.close(),
    ...changed,
  };
}

/** What the page hears and says goes through `hears` and `says`; `null` is not passed on. */
function talking(
  platform: Platform,
  {
    says = same,
    hears = (message) => [message],
  }: {
    readonly says?: (message: Message) => Message | null;
    readonly hears?: (message: Message) => readonly Message[];
  },
): Platform {
  const { openChannel } = platform;
  if (openChannel === null) return platform;
  return {
    ...platform,
    openChannel: (name, onMessage) => {
      const channel = openChannel(name, (data) => hears(asMessage(data)).forEach(onMessage));
      return {
        get undelivered() {
          return channel.undelivered;
        },
        post: (data) => {
          const said = says(asMessage(data));
          if (said !== null) channel.post(said);
        },
        close: () => channel.close(),
      };
    },
  };
}

function asMessage(data: unknown): Message {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return data as Message;
}

function boardsAreAcks(platform: Platform): Platform {
  let lastDemand: { readonly from: string; readonly number: number } | null = null;
  return talking(platform, {
    says: (message) => {
      if (message.type === 'demand') lastDemand = { from: message.from, number: message.demand.number };
      return message;
    },
    hears: (message) => {
      if (message.type !== 'board' || lastDemand === null) return [message];
      const { from: to, number } = lastDemand;
      return [message, { type: 'ack', term: message.term, to, number }];
    },
  });
}

function leavesWithoutCuts(platform: Platform): Platform {
  return talking(platform, {
    says: (message) => (message.type === 'leave' ? { ...message, cutSlots: [] } : message),
  });
}

function neverNudges(platform: Platform): Platform {
  return talking(platform, {
    says: (message) => (message.type === 'nudge' && message.openGate === 'no' ? null : message),
  });
}

type Ask = (name: string, request: LockRequest) => Promise<HeldLock | null>;

function asking(platform: Platform, changed: (ask: Ask) => Ask): Platform {
  const { locks } = platform;
  if (locks === null) return platform;
  return {
    ...platform,
    locks: {
      request: changed((name, request) => locks.request(name, request)),
      heldNames: (prefix) => locks.heldNames(prefix),
    },
  };
}

/** The lock is asked for, and counts as held at once. */
function slotsWithoutLocks(platform: Platform): Platform {
  return asking(platform, (ask) => (name, request) => {
    if (!name.includes(':slot:')) return ask(name, request);
    let letGo!: () => void;
    const isReleased = new Promise<void>((resolve) => (letGo = resolve));
    void ask(name, request).then((lock) => isReleased.then(() => lock?.release()));
    return Promise.resolve({
      release: letGo,
      ended: isReleased.then(() => 'released' as const),
    });
  });
}

function keepsSlotsAskedAhead(platform: Platform): Platform {
  return asking(platform, (ask) => async (name, request) => {
    const lock = await ask(name, request);
    return lock === null || request.how !== 'if-available' ? lock : { ...lock, release: () => {} };
  });
}

function neverSteals(platform: Platform): Platform {
  return asking(
    platform,
    (ask) => (name, request) =>
      request.how === 'steal' && name.endsWith(':conductor') ? Promise.resolve(null) : ask(name, request),
  );
}

function neverGivesUp(platform: Platform): Platform {
  const never = new AbortController().signal;
  return asking(
    platform,
    (ask) => (name, request) => ask(name, request.how === 'wait' ? { how: 'wait', signal: never } : request),
  );
}

function acksAtOnce(platform: Platform): Platform {
  const { clock } = platform;
  return {
    ...platform,
    clock: {
      now: () => clock.now(),
      wallNow: () => clock.wallNow(),
      setTimer: (delayMs, callback) => clock.setTimer(delayMs, callback),
      afterTask: (callback) => {
        queueMicrotask(callback);
        return () => {};
      },
    },
  };
}

function opensOnce(platform: Platform): Platform {
  const { openChannel } = platform;
  if (openChannel === null) return platform;
  let isOpened = false;
  return {
    ...platform,
    openChannel: (name, onMessage) => {
      const isFirst = !isOpened;
      isOpened = true;
      return openChannel(name, (data) => {
        if (isFirst) onMessage(data);
      });
    },
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
