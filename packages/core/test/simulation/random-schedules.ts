import { beforeAll, expect, test, vi } from 'vitest';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import { randomSchedule } from '../../src/testing/simulation/random-schedule.ts';
import { check } from '../../src/testing/simulation/report.ts';

/** `SIM_SEEDS=1000000` for a long run. */
const SEEDS = Number(process.env['SIM_SEEDS'] ?? 20_000);
const FILES = 2;
const PARTS_OF_A_FILE = 10;

/** The share of one test file, so that several run at once. `file`: 1, 2, ... */
export function testRandomSchedules(file: number): void {
  beforeAll(() => {
    // Tabs with different limits warn, and many schedules have some.
    vi.spyOn(console, 'warn').mockImplementation(() => {});
  });

  const parts = FILES * PARTS_OF_A_FILE;
  const own = Array.from({ length: PARTS_OF_A_FILE }, (_, index) => index * FILES + file);
  test.each(own)(`part %i of ${parts}`, { timeout: SEEDS * 100 }, async (part) => {
    for (let seed = part; seed <= SEEDS; seed += parts) {
      // oxlint-disable-next-line no-await-in-loop -- one world after the other
      expect(await check(randomSchedule(seed), createPoolOn)).toBeNull();
    }
  });
}
