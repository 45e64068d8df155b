import type { GrantMessage, Message } from '../../../pool/protocol.ts';
import { longestHopsMs } from '../delays.ts';
import type { Invariant } from '../invariant.ts';
import { isOrdinary } from '../ordinary.ts';
import type { Page } from '../page.ts';
import type { World } from '../world.ts';

/** For so long after a change of the conductor, both may give a turn to the same job. */
const HANDOVER_MS = 1000;

/**
 * I2, I5: a grant lets one job start, whatever happens to the message; and where nothing is out of the ordinary, nobody is
 * given a turn without having asked for it.
 */
export function grantsInvariant(world: World): Invariant {
  const given = new Map<Page, Set<string>>();
  /** Under which each page speaks. */
  const names = new Map<Page, Set<string>>();
  const started = new Map<Page, number>();
  const conductors = new Set<Page>();
  const wastes = isOrdinary(world.schedule);
  /** When a slot was last passed on to a page: what the conductor says of the same turn may cross that. */
  const lastPassed = new Map<Page, number>();
  const crossingMs = 3 * longestHopsMs(world.schedule.delays);
  let lastHelloMs = -Infinity;

  function gives(page: Page, { to, grant }: Pick<GrantMessage, 'to' | 'grant'>): void {
    if (names.get(page)?.has(to) === true) given.set(page, (given.get(page) ?? new Set()).add(grant));
  }

  function passes(page: Page, message: Message): void {
    if (message.type !== 'done' || message.passedTo === null) return;
    gives(page, message.passedTo);
    if (names.get(page)?.has(message.passedTo.to) === true) lastPassed.set(page, world.nowMs);
  }

  return {
    conducts: (page) => conductors.add(page),
    posted: (message, page) => {
      if ('from' in message) names.set(page, (names.get(page) ?? new Set()).add(message.from));
      // A tab may pass a slot on to itself.
      passes(page, message);
      if (message.type === 'hello') lastHelloMs = world.nowMs;
      const isWasted = message.type === 'done' && message.outcome.type === 'declined';
      const isRace = world.nowMs - (lastPassed.get(page) ?? -Infinity) <= crossingMs;
      if (isWasted && wastes && !isRace && world.nowMs - lastHelloMs > HANDOVER_MS) {
        world.violate('I5', `${page.tab.id} was given a turn, and has no job for it`);
      }
    },
    heard: (message, page) => {
      if (message.type === 'grant') gives(page, message);
      passes(page, message);
    },
    started: ({ page, name }) => {
      // What a conductor gives to itself cannot be seen from outside.
      if (conductors.has(page) || page.mayLackLocks) return;
      const count = (started.get(page) ?? 0) + 1;
      started.set(page, count);
      const grants = given.get(page)?.size ?? 0;
      if (count > grants) world.violate('I2', `${name} is the ${count}. start by ${grants} grants`);
    },
  };
}
