import type { Invariant } from '../invariant.ts';
import { isRunning, type SimulatedJob } from '../page.ts';
import type { World } from '../world.ts';

/** I2: a job runs at most once at a time, again only where it was cut, refused or failed, and settles once. */
export function jobsInvariant(world: World): Invariant {
  const settled = new Set<SimulatedJob>();
  return {
    started: (job) => {
      const last = job.runs.at(-1);
      if (isRunning(job)) world.violate('I2', `${job.name} starts while it runs`);
      else if (job.settled !== null)
        world.violate('I2', `${job.name} starts, and it is ${job.settled} already`);
      else if (last?.end === 'done') world.violate('I2', `${job.name} starts again, and it was done`);
    },
    settled: (job) => {
      if (settled.has(job)) world.violate('I2', `${job.name} settles twice`);
      settled.add(job);
      const end = job.runs.at(-1)?.end;
      if (job.settled === 'done' && end !== 'done') {
        world.violate('I2', `${job.name} is done, and its last run ended as ${end ?? 'not at all'}`);
      }
      if (job.settled === 'cancelled' && !job.isUnwanted && !world.wasClearedForAll) {
        world.violate('I2', `${job.name} is cancelled, and nobody asked for that`);
      }
      if (job.settled === 'failed' && end !== 'refused' && end !== 'failed' && end !== 'cut') {
        world.violate('I2', `${job.name} failed, and its last run ended as ${end ?? 'not at all'}`);
      }
    },
  };
}
