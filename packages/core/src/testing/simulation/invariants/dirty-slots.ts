import type { Invariant } from '../invariant.ts';
import type { Page } from '../page.ts';
import type { World } from '../world.ts';

interface Dirt {
  readonly cutAtMs: number;
  readonly name: string;
  /** The pools that could hear of it: whichever of them conducts has to keep to it. */
  readonly witnesses: ReadonlySet<string>;
}

/**
 * I1, second sentence: the account may count a request for a while after it was cut. A slot whose request was cut
 * rests for so long, if the conductor can know: messages that are lost excuse it.
 */
export function dirtySlotsInvariant(world: World): Invariant {
  /** Those that have spoken know that others are there. */
  const speakers = new Set<string>();
  const dirty = new Map<string, Dirt>();
  let conductor: string | null = null;
  let isExcused = false;
  return {
    conducts: (page) => {
      conductor = nameOf(page);
    },
    posted: (_, page) => {
      speakers.add(nameOf(page));
    },
    happened: (event) => {
      if (event.do === 'lose' || event.do === 'delay' || event.do === 'deafen') isExcused = true;
    },
    started: (job) => {
      for (const slot of world.slots.of(job)) {
        const dirt = dirty.get(slot);
        if (dirt === undefined || isExcused || conductor === null || !dirt.witnesses.has(conductor)) continue;
        const restedMs = world.nowMs - dirt.cutAtMs;
        if (restedMs >= world.schedule.releaseLagMs) continue;
        world.violate(
          'I1 dirty',
          `${job.name} starts on ${slot} ${restedMs.toFixed(1)} ms after ${dirt.name} was cut there, under ${conductor}`,
        );
      }
    },
    cut: (job) => {
      const others = world.pages.filter((page) => page !== job.page && world.isAwake(page));
      const witnesses = new Set(others.map(nameOf).filter((name) => speakers.has(name)));
      for (const slot of world.slots.of(job)) {
        dirty.set(slot, { cutAtMs: world.nowMs, name: job.name, witnesses });
      }
    },
  };
}

function nameOf({ tab, pools }: Page): string {
  return `${tab.id}/${pools}`;
}
