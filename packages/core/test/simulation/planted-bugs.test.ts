import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { randomSchedule } from '../../src/testing/simulation/random-schedule.ts';
import { simulate } from '../../src/testing/simulation/simulate.ts';
import { createPoolWith, type PlantedBug } from './planted-bugs/planted-bug.ts';
import { plantedBugs } from './planted-bugs/planted-bugs.ts';
import { play } from './scenarios/scenario.ts';
import { scenarios } from './scenarios/scenarios.ts';

/** So many random schedules it takes at most; far fewer for most bugs. */
const SEEDS = 4000;

beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

let undo = (): void => {};
afterEach(() => undo());

describe('the simulation catches a pool in which', () => {
  test.each(plantedBugs)('$name', { timeout: 120_000 }, async (bug) => {
    undo = bug.methods?.() ?? (() => {});
    expect(await caught(bug)).not.toBeNull();
  });
});

/** By which scenario, or else by which random schedule; `null`: by none. */
async function caught(bug: PlantedBug): Promise<string | null> {
  const createPool = createPoolWith(bug);
  for (const scenario of scenarios) {
    // oxlint-disable-next-line no-await-in-loop -- one world after the other
    if ((await play(scenario, createPool)) !== null) return scenario.rule;
  }
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    // oxlint-disable-next-line no-await-in-loop
    const { violation } = await simulate(randomSchedule(seed), { createPool });
    if (violation !== null) return `seed ${seed}: ${violation.message}`;
  }
  return null;
}
