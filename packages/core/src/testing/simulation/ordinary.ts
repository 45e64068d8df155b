import type { Schedule } from './schedule.ts';

/** Nothing goes wrong, and nobody changes their mind: only then can be said what must happen, to the job. */
export function isOrdinary({ events }: Schedule): boolean {
  return events.every((event) => event.do === 'add');
}
