import { describe, expect, test } from 'vitest';
import { CuelightError } from '../../src/errors.ts';
import { errorOf } from './support/scene.ts';
import { singleScene } from './support/single-scene.ts';

describe('a failed try', () => {
  test.each([
    ['transient', 2],
    ['ambiguous', 2],
    ['invalid', 1],
  ] as const)('by %s is made %i times in all, then the job fails with it [G12]', async (code, attempts) => {
    const { clock, pool } = singleScene();
    let tries = 0;
    const job = pool.run(async () => {
      tries += 1;
      throw new CuelightError(code, { doing: 'speak', because: 'of the test' });
    });
    const failed = errorOf(job);
    await clock.advance(120_000);
    expect((await failed).code).toBe(code);
    expect(tries).toBe(attempts);
    expect(job.getState()).toMatchObject({ state: 'failed', error: { code } });
  });

  test('is not repeated where the job says that its effect was seen [G14]', async () => {
    const { clock, pool } = singleScene();
    let tries = 0;
    const job = pool.run(
      async () => {
        tries += 1;
        throw new CuelightError('transient', { doing: 'speak', because: 'of the test' });
      },
      { mayRetry: () => false },
    );
    const failed = errorOf(job);
    await clock.advance(10_000);
    expect((await failed).code).toBe('transient');
    expect(tries).toBe(1);
  });

  test('by a wrong key fails one job, and not those that were in flight with it [G8]', async () => {
    const { clock, account, pool } = singleScene({ limit: 3 });
    let isKeyWrong = true;
    const jobs = ['a', 'b', 'c'].map((name) =>
      pool.run(async (context) => {
        if (!isKeyWrong) return account.task(name)(context);
        throw new CuelightError('unauthorized', { doing: 'speak', because: 'the key is wrong' });
      }),
    );
    const failed = errorOf(jobs[0]!);
    await clock.advance(1000);
    expect((await failed).code).toBe('unauthorized');
    expect(jobs.map((job) => job.getState().state)).toEqual(['failed', 'waiting', 'waiting']);
    isKeyWrong = false;
    pool.retryNow();
    await clock.advance(1000);
    expect(account.started).toEqual(['b', 'c']);
  });

  test('by a wrong key stops the pool, not the jobs that wait [G8]', async () => {
    const { clock, account, pool } = singleScene();
    const wrong = pool.run(async () => {
      throw new CuelightError('unauthorized', { doing: 'speak', because: 'the key is wrong' });
    });
    const waiting = pool.run(account.task('b'));
    const failed = errorOf(wrong);
    await clock.advance(60_000);
    expect((await failed).code).toBe('unauthorized');
    expect(pool.getState().gate).toMatchObject({ kind: 'unauthorized', opensAtMs: null });
    expect(waiting.getState()).toMatchObject({ state: 'waiting', waitsFor: 'gate' });
    pool.retryNow();
    await clock.advance(200);
    expect(await waiting.finished).toBe('b');
    expect(pool.getState().gate).toBeNull();
  });
});
