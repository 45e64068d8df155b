import { check, type CreatePool, createPoolOn, randomSchedule } from '@cuelight/core/testing';
import { expect, test } from 'vitest';

let asked = 0;

/** Stands for your own code around a pool: it counts what is asked of it. */
const createCountingPool: CreatePool = (platform, name, options) => {
  const pool = createPoolOn(platform, name, options);
  const run = pool.run.bind(pool);
  pool.run = (task, runOptions) => {
    asked += 1;
    return run(task, runOptions);
  };
  return pool;
};

test('no schedule of crashes, freezes and lost messages breaks a rule', { timeout: 60_000 }, async () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    // `null`, or what was broken, with the shortest schedule that still breaks it.
    expect(await check(randomSchedule(seed), createCountingPool)).toBeNull();
  }
  expect(asked).toBeGreaterThan(50);
});
