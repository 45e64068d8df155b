import { expect, test } from 'vitest';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import { randomSchedule } from '../../src/testing/simulation/random-schedule.ts';
import { simulate } from '../../src/testing/simulation/simulate.ts';

async function traceOf(seed: number): Promise<string> {
  const lines: string[] = [];
  await simulate(randomSchedule(seed), { createPool: createPoolOn, onTrace: (line) => lines.push(line) });
  return lines.join('\n');
}

test('the same seed gives the same trace, byte for byte [T20]', { timeout: 60_000 }, async () => {
  const seeds = Array.from({ length: 40 }, (_, index) => index * 37 + 1);
  for (const seed of seeds) {
    // oxlint-disable-next-line no-await-in-loop -- one world after the other
    const [first, second] = [await traceOf(seed), await traceOf(seed)];
    expect(first).toBe(second);
    expect(first.length).toBeGreaterThan(0);
  }
});
