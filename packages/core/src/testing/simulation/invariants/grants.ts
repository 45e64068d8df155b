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
  const heard = new Map<Page, Set<string>>();
  const started = new Map<Page, number>();
  const conductors = new Set<Page>();
  const wastes = isOrdinary(world.schedule);
  let lastHelloMs = -Infinity;
  return {
    posted: (message, page) => {
      if (message.type === 'hello') {
        conductors.add(page);
        lastHelloMs = world.nowMs;
      }
      const isWasted = message.type === 'done' && message.outcome.type === 'declined';
      if (isWasted && wastes && world.nowMs - lastHelloMs > HANDOVER_MS) {
        world.violate('I5', `${page.tab.id} was given a turn, and has no job for it`);
      }
    },
    heard: (message, page) => {
      if (message.type !== 'grant') return;
      const grants = heard.get(page) ?? new Set();
      heard.set(page, grants.add(message.grant));
    },
    started: ({ page, name }) => {
      // What a conductor gives to itself cannot be seen from outside.
      if (conductors.has(page) || page.mayLackLocks) return;
      const count = (started.get(page) ?? 0) + 1;
      started.set(page, count);
      const grants = heard.get(page)?.size ?? 0;
      if (count > grants) world.violate('I2', `${name} is the ${count}. start by ${grants} grants`);
    },
  };
}
