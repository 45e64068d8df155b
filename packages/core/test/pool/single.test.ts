import { describe, expect, test } from 'vitest';
import { settleMicrotasks } from '../../src/testing/virtual-clock.ts';
import { errorOf, thrownBy } from './support/scene.ts';
import { singleScene } from './support/single-scene.ts';

describe('a pool of one tab', () => {
  test('runs as many jobs at once as the limit allows, first come first served [L1, O1]', async () => {
    const { clock, account, pool } = singleScene({ limit: 2 });
    for (const name of ['a', 'b', 'c', 'd', 'e']) pool.run(account.task(name));
    await clock.advance(1000);
    expect(account.peak).toBe(2);
    expect(account.started).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('starts no job before run has returned [Q1]', async () => {
    const { pool } = singleScene();
    let hasStarted = false;
    pool.run(async () => {
      hasStarted = true;
    });
    expect(hasStarted).toBe(false);
    await settleMicrotasks();
    expect(hasStarted).toBe(true);
  });

  test('serves the more urgent lane first, and lets a waiting one rise [O2, O3]', async () => {
    const { clock, account, pool } = singleScene({ ageingMs: 1000 });
    pool.run(account.task('background'), { lane: 'background' });
    pool.run(account.task('normal'), { lane: 'normal' });
    for (let job = 0; job < 40; job += 1)
      pool.run(account.task(`interactive ${job}`), { lane: 'interactive' });
    await clock.advance(10_000);
    expect(account.started[0]).toBe('interactive 0');
    const [normal, background] = [account.started.indexOf('normal'), account.started.indexOf('background')];
    expect(normal).toBeLessThan(background);
    expect(background).toBeLessThan(account.started.length - 1);
  });

  test('lets lighter jobs overtake a heavy one four times, then keeps slots for it [O7]', async () => {
    const { clock, account, pool } = singleScene({ limit: 2 });
    pool.run(account.task('long', 1000));
    pool.run(account.task('heavy', 100, 2), { weight: 2 });
    for (let job = 0; job < 10; job += 1) pool.run(account.task(`${job}`), { lane: 'background' });
    await clock.advance(5000);
    expect(account.started.slice(0, 7)).toEqual(['long', '0', '1', '2', '3', 'heavy', '4']);
    expect(account.refusals).toBe(0);
  });

  test('takes a task that throws at once like one that rejects [Q3]', async () => {
    const { pool } = singleScene();
    const cause = new Error('thrown');
    const job = pool.run(() => {
      throw cause;
    });
    expect(await job.finished.catch((error: unknown) => error)).toBe(cause);
    const after = pool.run(async () => 'goes on');
    expect(await after.finished).toBe('goes on');
  });
});

describe('a task that rejects with what cannot be looked at', () => {
  test('fails alone, and the queue goes on [Q3]', async () => {
    const { pool } = singleScene();
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const job = pool.run(async () => {
      // oxlint-disable-next-line typescript/only-throw-error -- what immutable drafts leave behind
      throw proxy;
    });
    expect(await job.finished.catch((error: unknown) => error === proxy)).toBe(true);
    expect(await pool.run(async () => 'goes on').finished).toBe('goes on');
  });
});

describe('slots held by hand', () => {
  test('count like a job until they are released, once [Q8]', async () => {
    const { clock, account, pool } = singleScene();
    const held = await pool.acquire();
    pool.run(account.task('a'));
    await clock.advance(1000);
    expect(account.started).toEqual([]);
    expect(pool.getState().inUse).toBe(1);
    held.release();
    held.release();
    await clock.advance(1000);
    expect(account.started).toEqual(['a']);
    expect(pool.getState().inUse).toBe(0);
  });

  test('are waited for in turn, and not at all once the signal has aborted [Q7]', async () => {
    const { clock, account, pool } = singleScene();
    pool.run(account.task('a'));
    const controller = new AbortController();
    const given = errorOf({ finished: pool.acquire({ signal: controller.signal }) });
    await clock.advance(10);
    controller.abort();
    expect((await given).code).toBe('cancelled');
    await expect(pool.acquire({ weight: 2 })).rejects.toMatchObject({ code: 'weight-over-limit' });
  });

  test('are lost when the pool is closed [Q9]', async () => {
    const { pool } = singleScene();
    const held = await pool.acquire();
    pool.close();
    expect(held.signal.aborted).toBe(true);
  });
});

describe('pausing', () => {
  test('starts no more jobs and lets those that run go on [Q6]', async () => {
    const { clock, account, pool } = singleScene();
    const jobs = [pool.run(account.task('a')), pool.run(account.task('b'))];
    await clock.advance(10);
    pool.pause();
    await clock.advance(1000);
    expect(account.started).toEqual(['a']);
    expect(jobs[1]!.getState()).toMatchObject({ state: 'waiting', waitsFor: 'paused' });
    expect(pool.getState().isPaused).toBe(true);
    pool.resume();
    await clock.advance(200);
    expect(account.started).toEqual(['a', 'b']);
  });
});

describe('the limit', () => {
  test('can be raised and lowered while jobs run [L3]', async () => {
    const { clock, account, pool } = singleScene({ limit: 1 });
    account.limit = 3;
    for (let job = 0; job < 12; job += 1) pool.run(account.task(`${job}`));
    await clock.advance(10);
    expect(pool.getState().inUse).toBe(1);
    pool.setLimit(3);
    await clock.advance(10);
    expect(pool.getState()).toMatchObject({ limit: 3, inUse: 3 });
    pool.setLimit(2);
    await clock.advance(300);
    expect(pool.getState()).toMatchObject({ limit: 2, inUse: 2 });
    await clock.advance(2000);
    expect(account.refusals).toBe(0);
    expect(account.started).toHaveLength(12);
  });

  test('lowered below the weight of a waiting job fails that job alone, at once [L6]', async () => {
    const { clock, account, pool } = singleScene({ limit: 3 });
    pool.run(account.task('running'));
    const wide = pool.run(account.task('wide', 100, 3), { weight: 3 });
    pool.run(account.task('narrow'));
    await clock.advance(10);
    pool.setLimit(2);
    expect(await errorOf(wide)).toMatchObject({
      code: 'weight-over-limit',
      details: { weight: 3, limit: 2 },
    });
    await clock.advance(1000);
    expect(account.started).toEqual(['running', 'narrow']);
  });

  test.each([0, -1, 1.5, Number.NaN, '3', 1001])('cannot be %s [L3]', (limit) => {
    const { pool } = singleScene();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a caller without types may pass
    const error = thrownBy(() => pool.setLimit(limit as number));
    expect(error.code).toBe('invalid-option');
    expect(error.message).toContain('1 to 1000');
  });
});
