import { describe, expect, test } from 'vitest';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import type { PoolOptions } from '../../src/pool/pool-options.ts';
import type { Job, Pool } from '../../src/pool/types.ts';
import { seededRandom } from '../../src/testing/seeded-random.ts';
import { VirtualAccount } from '../../src/testing/virtual-account.ts';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';
import type { VirtualClock } from '../../src/testing/virtual-clock.ts';

/** An account with one slot, which another device has taken. */
function fullAccount(
  seed: number,
  retry: PoolOptions['retry'] = {},
): { clock: VirtualClock; account: VirtualAccount; pool: Pool } {
  const browser = new VirtualBrowser();
  const random = seededRandom(seed);
  const platform = { ...browser.openTab().platform, random };
  const account = new VirtualAccount(browser.clock, 1);
  account.foreign = 1;
  const pool = createPoolOn(platform, 'full', { limit: 1, mode: 'single', retry });
  return { clock: browser.clock, account, pool };
}

function stateOf(job: Job<unknown>): string {
  return job.getState().state;
}

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);

describe('while another device has the only slot', () => {
  test.each([10_000, 30_000, 60_000, 110_000])(
    'for %i ms no job fails, and it starts soon after [G13]',
    async (takenMs) => {
      for (const seed of SEEDS) {
        const { clock, account, pool } = fullAccount(seed);
        const jobs = ['a', 'b', 'c'].map((name) => pool.run(account.task(name)));
        await clock.advance(takenMs);
        expect(jobs.map(stateOf), `seed ${seed}`).toEqual(['waiting', 'waiting', 'waiting']);
        account.foreign = 0;
        // The longest wait between two probes is 30 s.
        await clock.advance(31_000);
        expect(jobs.map(stateOf), `seed ${seed}`).toEqual(['done', 'done', 'done']);
        pool.close();
      }
    },
  );

  test('the account is asked seldom: one probe at a time, less and less often [G2, G5]', async () => {
    for (const seed of SEEDS) {
      const { clock, account, pool } = fullAccount(seed);
      for (const name of ['a', 'b', 'c']) pool.run(account.task(name));
      await clock.advance(110_000);
      expect(account.refusals, `seed ${seed}`).toBeLessThan(30);
      expect(new Set(account.journal.map(({ name }) => name))).toEqual(new Set(['a']));
      pool.close();
    }
  });

  test('the first text is given up when its tries and its time are both used up; the next takes its place [G12, G13]', async () => {
    const { clock, account, pool } = fullAccount(1);
    const [first, second] = ['a', 'b'].map((name) => pool.run(account.task(name)));
    first?.finished.catch(() => undefined);
    await clock.advance(160_000);
    expect(first?.getState()).toMatchObject({ state: 'failed', error: { code: 'busy' } });
    expect(second?.getState()).toMatchObject({ state: 'waiting' });
    pool.close();
  });

  test('fewer tries and less time can be asked for [G12]', async () => {
    const { clock, account, pool } = fullAccount(1, { refused: 2, withinMs: 0 });
    const job = pool.run(account.task('a'));
    job.finished.catch(() => undefined);
    await clock.advance(5000);
    expect(stateOf(job)).toBe('failed');
    expect(account.refusals).toBe(2);
    pool.close();
  });
});
