import type { Schedule, SimulationEvent } from './schedule.ts';

/** A schedule that once broke a rule. */
export interface PinnedSchedule {
  /** What went wrong. */
  readonly name: string;
  readonly schedule: Schedule;
}

const ORDINARY: Schedule = {
  seed: 1,
  engine: 'chromium',
  storage: 'works',
  delays: 'steady',
  limit: 1,
  releaseLagMs: 50,
  cutLagMs: 50,
  endLagMs: 0,
  ageingMs: 20_000,
  events: [],
};

type JobEvent = Extract<SimulationEvent, { readonly do: 'add' }>;

function add(atMs: number, tab: number, durationMs: number, more: Partial<JobEvent> = {}): JobEvent {
  return { atMs, do: 'add', tab, count: 1, lane: 'normal', weight: 1, durationMs, abortsAfterMs: 0, ...more };
}

export const pinned: readonly PinnedSchedule[] = [
  {
    name: 'a conductor that kept the second of two slots waits for itself',
    schedule: {
      ...ORDINARY,
      limit: 2,
      events: [add(0, 0, 20), add(0, 0, 40), add(0, 0, 10, { weight: 2 })],
    },
  },
];
