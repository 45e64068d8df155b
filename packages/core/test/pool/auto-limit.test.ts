import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CuelightError } from '../../src/errors.ts';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import type { PoolOptions } from '../../src/pool/pool-options.ts';
import type { Job, Pool } from '../../src/pool/types.ts';
import { seededRandom } from '../../src/testing/seeded-random.ts';
import { VirtualAccount } from '../../src/testing/virtual-account.ts';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';
import type { VirtualTab } from '../../src/testing/virtual-tab.ts';

interface Scene {
  readonly browser: VirtualBrowser;
  readonly account: VirtualAccount;
  readonly open: (options?: Partial<PoolOptions>) => { readonly tab: VirtualTab; readonly pool: Pool };
}

function scene(hiddenLimit: number): Scene {
  const browser = new VirtualBrowser();
  const account = new VirtualAccount(browser.clock, hiddenLimit);
  const open: Scene['open'] = (options) => {
    const tab = browser.openTab();
    return { tab, pool: createPoolOn(tab.platform, 'account', { limit: 'auto', ...options }) };
  };
  return { browser, account, open };
}

async function runAll(
  { browser, account }: Scene,
  pools: readonly Pool[],
  count: number,
  random: () => number = () => 0.5,
): Promise<void> {
  const jobs: Job<string>[] = [];
  for (let number = 0; number < count; number += 1) {
    const pool = pools[number % pools.length];
    if (pool !== undefined) jobs.push(pool.run(account.task(`${number}`, 50 + 100 * random())));
  }
  let done = 0;
  for (const job of jobs) void job.finished.then(() => (done += 1));
  await browser.clock.until(() => done === count, 1e7);
}

describe("limit: 'auto'", () => {
  test('finds any limit from 1 to 20 within 60 jobs, and is then refused once in 250 jobs at most [L13]', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.integer(), async (hidden, seed) => {
        const shared = scene(hidden);
        const { account, open } = shared;
        const { pool } = open({ mode: 'single' });
        const random = seededRandom(seed);
        await runAll(shared, [pool], 60, random);
        expect(account.peak).toBe(hidden);
        await runAll(shared, [pool], 1000, random);
        const refusals = account.refusals;
        await runAll(shared, [pool], 2000, random);
        expect(account.refusals - refusals).toBeLessThanOrEqual(2000 / 250);
        expect(pool.getState().workingLimit).toBeGreaterThanOrEqual(hidden);
        expect(pool.getState().workingLimit).toBeLessThanOrEqual(hidden + 1);
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  test('follows the account when its limit rises and falls [L14]', async () => {
    const shared = scene(2);
    const { account, open } = shared;
    const { pool } = open({ mode: 'single' });
    await runAll(shared, [pool], 1000);
    account.limit = 9;
    // The next rise comes after 256 successes; those after it, which nothing refuses, at once.
    await runAll(shared, [pool], 400);
    expect(account.peak).toBe(9);
    account.limit = 3;
    const refusals = account.refusals;
    await runAll(shared, [pool], 100);
    expect(account.refusals - refusals).toBeLessThanOrEqual(9 - 3 + 3);
    expect(pool.getState().workingLimit).toBeLessThanOrEqual(4);
  });

  test('goes no higher than maxLimit [L13]', async () => {
    const shared = scene(20);
    const { pool } = shared.open({ mode: 'single', maxLimit: 4 });
    await runAll(shared, [pool], 200);
    expect(shared.account.peak).toBe(4);
    expect(pool.getState()).toMatchObject({ limit: 4, workingLimit: 4 });
  });

  test.each(['single', 'coordinated'] as const)(
    'lets a wider job start when nothing else runs (%s) [L17]',
    async (mode) => {
      const { account, browser, open } = scene(3);
      const { pool } = open({ mode });
      const jobs = [pool.run(account.task('narrow')), pool.run(account.task('wide', 100, 3), { weight: 3 })];
      await browser.clock.advance(90);
      expect(pool.getState().workingLimit).toBe(1);
      expect(jobs.map((job) => job.getState().state)).toEqual(['running', 'waiting']);
      await browser.clock.until(() => jobs[1]?.getState().state === 'done');
      expect(account.refusals).toBe(0);
    },
  );

  test('is found by all tabs together, and is the same in each [L14]', async () => {
    const shared = scene(5);
    const { browser, account, open } = shared;
    const pools = [open(), open(), open()].map(({ pool }) => pool);
    for (const pool of pools) pool.subscribe(() => {});
    await runAll(shared, pools, 600);
    await browser.clock.advance(10);
    expect(account.peak).toBe(5);
    expect(account.refusals).toBeLessThan(20);
    const [first, ...others] = pools.map((pool) => pool.getState().workingLimit);
    expect(others).toEqual([first, first]);
  });

  test('outlives the conductor that found it [L14]', async () => {
    const shared = scene(6);
    const { browser, account, open } = shared;
    const [first, second] = [open(), open()];
    for (const { pool } of [first, second]) {
      for (let job = 0; job < 200; job += 1) pool.run(account.task(`${job}`)).finished.catch(() => {});
    }
    await browser.clock.advance(3000);
    const conductor = [first, second].find(({ pool }) => pool.getState().role === 'conductor');
    const other = conductor === first ? second : first;
    const { workingLimit } = other.pool.getState();
    expect(workingLimit).toBeGreaterThanOrEqual(6);
    conductor?.tab.crash();
    await browser.clock.advance(500);
    expect(other.pool.getState()).toMatchObject({ role: 'conductor', workingLimit });
  });

  test.each([
    ['is remembered for the next visit [L15]', 3_600_000, 8],
    ['is forgotten after a day [L15]', 25 * 3_600_000, 1],
  ])('%s', async (_, laterMs, workingLimit) => {
    const shared = scene(8);
    const { browser, open } = shared;
    const { pool, tab } = open();
    await runAll(shared, [pool], 100);
    tab.close();
    await browser.clock.advance(laterMs);
    const again = open().pool.getState();
    expect(again.workingLimit).toBeGreaterThanOrEqual(workingLimit);
    expect(again.workingLimit).toBeLessThanOrEqual(workingLimit + 1);
  });

  test('starts from one where the storage holds nonsense [L15]', () => {
    for (const nonsense of ['', 'NaN@0', '-3@0', '1.5@0', '3', '3@9e15', '{}', '@']) {
      const { open, browser } = scene(3);
      browser.openTab().platform.storage.set('cuelight:account:limit', nonsense);
      expect(open().pool.getState().workingLimit).toBe(1);
    }
  });
});

describe('a limit that the provider reports', () => {
  test('bounds the working limit of every tab until another is reported [L16]', async () => {
    const shared = scene(10);
    const { account, browser, open } = shared;
    const [first, second] = [open({ limit: 6 }), open({ limit: 6 })];
    const jobs = [first, second].flatMap(({ pool }) =>
      Array.from({ length: 10 }, (_, job) => pool.run(account.task(`${job}`, 1000))),
    );
    await browser.clock.advance(100);
    second.pool.reportLimit(2);
    await browser.clock.advance(3000);
    expect(jobs.filter((job) => job.getState().state === 'running')).toHaveLength(2);
    expect([first, second].map(({ pool }) => pool.getState().workingLimit)).toEqual([2, 2]);
    first.pool.reportLimit(5);
    await browser.clock.advance(1500);
    expect(jobs.filter((job) => job.getState().state === 'running')).toHaveLength(5);
    for (const job of jobs) job.cancel();
  });

  test('is the working limit where it is sought, and survives whoever heard it [L16]', async () => {
    const shared = scene(4);
    const { account, browser, open } = shared;
    const [first, second] = [open(), open()];
    first.pool.reportLimit(4);
    const run = (): void => {
      for (const { pool, tab } of [first, second]) {
        for (let job = 0; job < 50; job += 1) {
          pool.run(account.task(`${job}`, 100, 1, { tab })).finished.catch(() => {});
        }
      }
    };
    run();
    await browser.clock.advance(500);
    expect(account.peak).toBe(4);
    first.tab.crash();
    await browser.clock.advance(1000);
    expect(second.pool.getState()).toMatchObject({ role: 'conductor', workingLimit: 4 });
    expect(account.refusals).toBe(0);
  });

  test('holds for a single tab too, and before its first job [L16]', async () => {
    const shared = scene(3);
    const { pool } = shared.open({ mode: 'single' });
    pool.reportLimit(3);
    expect(pool.getState().workingLimit).toBe(3);
    await runAll(shared, [pool], 20);
    expect(shared.account.peak).toBe(3);
    expect(shared.account.refusals).toBe(0);
  });

  test.each([0, 1.5, -1, 1001, NaN, '3'])('must be a whole number from 1 to 1000, not %s [R1]', (limit) => {
    const { pool } = scene(1).open();
    let error: unknown;
    try {
      // @ts-expect-error -- what a caller without types may pass
      pool.reportLimit(limit);
    } catch (thrown) {
      error = thrown;
    }
    expect(CuelightError.is(error) && error.code).toBe('invalid-option');
  });
});
