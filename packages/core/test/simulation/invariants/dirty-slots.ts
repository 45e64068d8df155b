import type { Invariant } from '../invariant.ts';
import { isRunning, type Page, type SimulatedJob } from '../page.ts';
import { SLOT_PREFIX, type World } from '../world.ts';

interface Dirt {
  readonly cutAtMs: number;
  readonly name: string;
  /** The pages that could hear of it: whoever of them conducts has to keep to it. */
  readonly witnesses: ReadonlySet<Page>;
}

/**
 * I1, second sentence: the account may count a request for a while after it was cut. A slot whose request was cut
 * rests for so long, if the conductor can know: messages that are lost excuse it.
 */
export function dirtySlotsInvariant(world: World): Invariant {
  const { locks, channels } = world.browser;
  const slotsOf = new Map<SimulatedJob, readonly string[]>();
  const dirty = new Map<string, Dirt>();
  let conductor: Page | null = null;
  let isExcused = false;

  function slotsOfNew(job: SimulatedJob): readonly string[] {
    const taken = new Set(
      job.page.jobs.flatMap((other) => (other !== job && isRunning(other) ? (slotsOf.get(other) ?? []) : [])),
    );
    const free = locks
      .held(job.page.tab.id)
      .filter((name) => name.startsWith(SLOT_PREFIX) && !taken.has(name));
    // With more slots than it needs it cannot be told which are its own.
    return free.length === job.weight ? free : [];
  }

  return {
    posted: (message, page) => {
      if (message.type === 'hello') conductor = page;
    },
    happened: (event) => {
      if (event.do === 'lose' || event.do === 'delay' || event.do === 'deafen') isExcused = true;
    },
    started: (job) => {
      const slots = slotsOfNew(job);
      slotsOf.set(job, slots);
      for (const slot of slots) {
        const dirt = dirty.get(slot);
        if (dirt === undefined || isExcused || conductor === null || !dirt.witnesses.has(conductor)) continue;
        const restedMs = world.nowMs - dirt.cutAtMs;
        if (restedMs >= world.schedule.releaseLagMs) continue;
        world.violate(
          'I1 dirty',
          `${job.name} starts on ${slot} ${restedMs.toFixed(1)} ms after ${dirt.name} was cut there, under ${conductor.tab.id}`,
        );
      }
    },
    cut: (job) => {
      const witnesses = new Set(
        world.pages.filter(
          (page) => page !== job.page && world.isAwake(page) && channels.countOf(page.tab.id) > 0,
        ),
      );
      for (const slot of slotsOf.get(job) ?? []) {
        dirty.set(slot, { cutAtMs: world.nowMs, name: job.name, witnesses });
      }
    },
  };
}
