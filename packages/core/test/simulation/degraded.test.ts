import { beforeAll, expect, test, vi } from 'vitest';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import { randomSchedule } from '../../src/testing/simulation/random-schedule.ts';
import { check } from '../../src/testing/simulation/report.ts';
import type { CreatePool } from '../../src/testing/simulation/world.ts';

const SEEDS = 200;

const withoutLocks: CreatePool = (platform, name, options) =>
  createPoolOn({ ...platform, locks: null }, name, options);

beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});

test('tabs without locks hang under no random schedule of faults, and break no promise that they make [Q2, T16, T18]', {
  timeout: 120_000,
}, async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one world after the other
    expect(await check(randomSchedule(seed), withoutLocks)).toBeNull();
  }
});
