import { beforeAll, expect, test, vi } from 'vitest';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import { randomSchedule } from '../../src/testing/simulation/random-schedule.ts';
import { check } from '../../src/testing/simulation/report.ts';
import type { CreatePool } from '../../src/testing/simulation/world.ts';

const SEEDS = 200;

const withoutLocks: CreatePool = (platform, name, options) =>
  createPoolOn({ ...platform, locks: null }, name, options);

const seekingTheLimit: CreatePool = (platform, name, { limit, ...options }) =>
  createPoolOn(platform, name, { ...options, limit: 'auto', maxLimit: Number(limit) });

beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

test.each([
  ['without locks', withoutLocks],
  ['that seek the limit', seekingTheLimit],
])(
  'tabs %s hang under no random schedule of faults, and break no promise that they make [L1, Q2, T16, T18]',
  { timeout: 120_000 },
  async (_, createPool) => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one world after the other
      expect(await check(randomSchedule(seed), createPool)).toBeNull();
    }
  },
);
