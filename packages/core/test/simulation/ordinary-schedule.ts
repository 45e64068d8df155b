import type { Schedule, SimulationEvent } from '../../src/testing/simulation/schedule.ts';

/** Nothing happens in it yet. */
export const ORDINARY: Schedule = {
  seed: 1,
  engine: 'chromium',
  storage: 'works',
  delays: 'steady',
  limit: 1,
  releaseLagMs: 50,
  cutLagMs: 50,
  endLagMs: 0,
  ageingMs: 20_000,
  longestRequestMs: 120_000,
  events: [],
};

type JobEvent = Extract<SimulationEvent, { readonly do: 'add' }>;

/** Somebody wants jobs done. */
export function add(atMs: number, tab: number, durationMs: number, more: Partial<JobEvent> = {}): JobEvent {
  return { atMs, do: 'add', tab, count: 1, lane: 'normal', weight: 1, durationMs, abortsAfterMs: 0, ...more };
}
