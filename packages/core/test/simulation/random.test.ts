import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import { randomSchedule } from '../../src/testing/simulation/random-schedule.ts';
import { check } from '../../src/testing/simulation/report.ts';

/** `SIM_SEEDS=1000000` for a long run. */
const SEEDS = Number(process.env['SIM_SEEDS'] ?? 4000);
const PARTS = 8;

beforeAll(() => {
  // Tabs with different limits warn, and many schedules have some.
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

describe('tabs under random schedules of faults', () => {
  test.each(Array.from({ length: PARTS }, (_, part) => part))(
    'break no invariant, part %i [L1, L2, Q2, T6, T7]',
    { timeout: 600_000 },
    async (part) => {
      for (let seed = part + 1; seed <= SEEDS; seed += PARTS) {
        // oxlint-disable-next-line no-await-in-loop -- one world after the other
        expect(await check(randomSchedule(seed), createPoolOn)).toBeNull();
      }
    },
  );
});
