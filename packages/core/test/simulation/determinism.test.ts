import { expect, onTestFinished, test, vi } from 'vitest';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import { randomSchedule } from '../../src/testing/simulation/random-schedule.ts';
import { simulate } from '../../src/testing/simulation/simulate.ts';

async function traceOf(seed: number): Promise<string> {
  const lines: string[] = [];
  await simulate(randomSchedule(seed), {
    createPool: createPoolOn,
    onTrace: (line) => lines.push(line),
  });
  return lines.join('\n');
}

test('the same events give the same decisions: the same trace for the same seed, letter by letter [T20]', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  onTestFinished(() => void vi.restoreAllMocks());
  for (let seed = 1; seed <= 20; seed += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one world after the other
    const [first, second] = [await traceOf(seed), await traceOf(seed)];
    expect(first.length).toBeGreaterThan(100);
    expect(second).toBe(first);
  }
});
