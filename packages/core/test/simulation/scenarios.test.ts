import { describe, expect, test } from 'vitest';
import { play } from './scenarios/scenario.ts';
import { scenarios } from './scenarios/scenarios.ts';

describe('faults that tabs live with', () => {
  test.each(scenarios)('$fault: $rule', { timeout: 60_000 }, async (scenario) => {
    expect(await play(scenario)).toBeNull();
  });

  test('are all that are known', () => {
    const faults = new Set(scenarios.map(({ fault }) => fault));
    expect([...faults].toSorted((left, right) => left - right)).toEqual(
      Array.from({ length: 18 }, (_, index) => index + 1),
    );
  });
});
