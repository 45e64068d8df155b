import { createPoolOn } from '../../../src/pool/create-pool.ts';
import type { Schedule, SimulationEvent } from '../../../src/testing/simulation/schedule.ts';
import { simulate, type SimulationResult } from '../../../src/testing/simulation/simulate.ts';
import type { CreatePool } from '../../../src/testing/simulation/world.ts';
import { ORDINARY } from '../ordinary-schedule.ts';

/** What came of one schedule of a scenario. */
export interface Outcome extends SimulationResult {
  /** How often the conductor's lock was taken by force. */
  readonly steals: number;
}

/** A fault that the pool has to live with, and what must come of it beside the invariants. */
export interface Scenario {
  readonly fault: number;
  readonly rule: string;
  readonly schedules: readonly Schedule[];
  /** What is wrong with the outcomes, if anything is. */
  readonly expects?: (outcomes: readonly Outcome[]) => string | null;
  readonly createPool?: (create: CreatePool) => CreatePool;
}

/** What is wrong, or `null`. */
export async function play(scenario: Scenario, create: CreatePool = createPoolOn): Promise<string | null> {
  const createPool = scenario.createPool?.(create) ?? create;
  const outcomes: Outcome[] = [];
  for (const one of scenario.schedules) {
    let steals = 0;
    const onTrace = (line: string): void => {
      if (/ steals \S+:conductor$/.test(line)) steals += 1;
    };
    // oxlint-disable-next-line no-await-in-loop -- one world after the other
    const result = await simulate(one, { createPool, onTrace });
    if (result.violation !== null) return result.violation.message;
    outcomes.push({ ...result, steals });
  }
  return scenario.expects?.(outcomes) ?? null;
}

export function schedule(events: readonly SimulationEvent[], more: Partial<Schedule> = {}): Schedule {
  return { ...ORDINARY, ...more, events: events.toSorted((left, right) => left.atMs - right.atMs) };
}

/** The same, as other chances would have it. */
export function often(times: number, one: Schedule): Schedule[] {
  return Array.from({ length: times }, (_, index) => ({ ...one, seed: index + 1 }));
}
