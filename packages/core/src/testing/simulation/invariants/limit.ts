import type { Invariant } from '../invariant.ts';
import { isRunning, type Page, type SimulatedJob } from '../page.ts';
import { SLOT_PREFIX, type World } from '../world.ts';

/**
 * I1: a page runs no more than it holds slot locks for, and all pages together run no more than the limit. One more
 * for each slot that was taken by force, until the page that lost it has noticed.
 */
export function limitInvariant(world: World): Invariant {
  /** By page: slots that others took by force. */
  const taken = new Map<Page, Set<string>>();
  let highestLimit = world.schedule.limit;

  function excess(page: Page): number {
    return taken.get(page)?.size ?? 0;
  }

  return {
    started: ({ page }) => {
      highestLimit = Math.max(highestLimit, page.limit);
    },
    happened: (event) => {
      if (event.do === 'setLimit') highestLimit = Math.max(highestLimit, event.limit);
    },
    asksForSlot: (name, _, how) => {
      const holder = world.browser.locks.holderOf(name);
      const victim = world.pages.find(({ tab }) => tab.id === holder);
      if (how !== 'steal' || victim === undefined) return;
      const slots = taken.get(victim) ?? new Set();
      taken.set(victim, slots.add(name));
    },
    stepped: () => {
      let total = 0;
      let stolen = 0;
      for (const page of world.pages) {
        // What is gone runs nothing; in WebKit and Firefox, neither does what is cached.
        if (page.tab.isGone || (page.tab.state === 'cached' && world.schedule.engine !== 'chromium'))
          continue;
        const weight = runningWeight(page.jobs);
        if (weight === 0) {
          taken.delete(page);
          continue;
        }
        total += weight;
        stolen += excess(page);
        const held = world.browser.locks.countHeld(page.tab.id, SLOT_PREFIX);
        if (weight > held + excess(page) && !isWithoutLocks(page)) {
          world.violate('I1', `${page.tab.id} runs ${weight} slots of work and holds ${held} slot locks`);
        }
      }
      if (total > highestLimit + stolen && !world.pages.some((page) => isWithoutLocks(page))) {
        world.violate('I1', `${total} slots of work run at once, and the limit is ${highestLimit}`);
      }
    },
  };
}

/** Without locks, or all by itself, a page gives no such promise. */
function isWithoutLocks({ pool, mayLackLocks }: Page): boolean {
  return mayLackLocks && pool !== null && pool.getState().mode !== 'coordinated';
}

function runningWeight(jobs: readonly SimulatedJob[]): number {
  let weight = 0;
  for (const job of jobs) if (isRunning(job) && job.runs.at(-1)?.isCut === false) weight += job.weight;
  return weight;
}
