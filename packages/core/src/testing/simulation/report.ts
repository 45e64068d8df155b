import type { Violation } from './invariant.ts';
import type { Schedule } from './schedule.ts';
import { shrink } from './shrink.ts';
import { simulate } from './simulate.ts';
import type { CreatePool } from './world.ts';

/** Simulates the schedule; what it breaks is shrunk and told in a message that can be pinned. */
export async function check(schedule: Schedule, createPool: CreatePool): Promise<string | null> {
  const { violation } = await simulate(schedule, { createPool });
  return violation === null ? null : report(schedule, violation, createPool);
}

async function report(schedule: Schedule, violation: Violation, createPool: CreatePool): Promise<string> {
  const { rule } = violation;
  const smallest = await shrink(schedule, async (candidate) => {
    const result = await simulate(candidate, { createPool });
    return result.violation?.rule === rule;
  });
  const lines: string[] = [];
  const last = await simulate(smallest, { createPool, onTrace: (line) => lines.push(line) });
  const { events, ...settings } = smallest;
  return [
    `Seed ${schedule.seed} breaks ${violation.message}`,
    `Shrunk to ${events.length} of ${schedule.events.length} events: ${last.violation?.message}`,
    `To pin it: ${JSON.stringify(settings).slice(0, -1)},"events":[`,
    ...events.map((event) => `  ${JSON.stringify(event)},`),
    ']}',
    'What happens:',
    ...lines.slice(-LINES_SHOWN),
  ].join('\n');
}

const LINES_SHOWN = 120;
