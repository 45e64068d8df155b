import { describe, expect, test } from 'vitest';
import { CuelightError } from '../../src/errors.ts';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import type { PoolOptions } from '../../src/pool/pool-options.ts';
import type { Pool, RunOptions } from '../../src/pool/types.ts';
import { settleMicrotasks, type VirtualClock } from '../../src/testing/virtual-clock.ts';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';
import { VirtualAccount } from '../../src/testing/virtual-account.ts';

interface Scene {
  readonly clock: VirtualClock;
  readonly account: VirtualAccount;
  readonly pool: Pool;
}

function scene(options: Partial<PoolOptions> = {}): Scene {
  const browser = new VirtualBrowser();
  const limit = typeof options.limit === 'number' ? options.limit : 1;
  const pool = createPoolOn(browser.openTab().platform, 'alone', { limit, mode: 'single', ...options });
  return { clock: browser.clock, account: new VirtualAccount(browser.clock, limit), pool };
}

async function errorOf(promise: Promise<unknown>): Promise<CuelightError> {
  const error: unknown = await promise.then(
    () => new Error('It did not fail'),
    (reason: unknown) => reason,
  );
  if (!CuelightError.is(error)) throw error;
  return error;
}

function thrownBy(act: () => unknown): CuelightError {
  try {
    act();
  } catch (error) {
    if (CuelightError.is(error)) return error;
    throw error;
  }
  throw new Error('Nothing was thrown');
}

describe('a pool of one tab', () => {
  test('runs as many jobs at once as the limit allows, first come first served [L1, O1]', async () => {
    const { clock, account, pool } = scene({ limit: 2 });
    for (const name of ['a', 'b', 'c', 'd', 'e']) pool.run(account.task(name));
    await clock.advance(1000);
    expect(account.peak).toBe(2);
    expect(account.started).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('starts no job before run has returned [Q1]', async () => {
    const { pool } = scene();
    let hasStarted = false;
    pool.run(async () => {
      hasStarted = true;
    });
    expect(hasStarted).toBe(false);
    await settleMicrotasks();
    expect(hasStarted).toBe(true);
  });

  test('serves the more urgent lane first, and lets a waiting one rise [O2, O3]', async () => {
    const { clock, account, pool } = scene({ ageingMs: 1000 });
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
    const { clock, account, pool } = scene({ limit: 2 });
    pool.run(account.task('long', 1000));
    pool.run(account.task('heavy', 100, 2), { weight: 2 });
    for (let job = 0; job < 10; job += 1) pool.run(account.task(`${job}`), { lane: 'background' });
    await clock.advance(5000);
    expect(account.started.slice(0, 7)).toEqual(['long', '0', '1', '2', '3', 'heavy', '4']);
    expect(account.refusals).toBe(0);
  });

  test('takes a task that throws at once like one that rejects [Q3]', async () => {
    const { pool } = scene();
    const cause = new Error('thrown');
    const job = pool.run(() => {
      throw cause;
    });
    expect(await job.finished.catch((error: unknown) => error)).toBe(cause);
    const after = pool.run(async () => 'goes on');
    expect(await after.finished).toBe('goes on');
  });
});

describe('cancelling', () => {
  test('a waiting job takes it out of the queue at once [C1]', async () => {
    const { clock, account, pool } = scene();
    pool.run(account.task('a'));
    const job = pool.run(account.task('b'));
    job.cancel();
    job.cancel();
    expect((await errorOf(job.finished)).code).toBe('cancelled');
    await clock.advance(1000);
    expect(account.started).toEqual(['a']);
  });

  test('a running job keeps its slot until its task has settled and the release lag has passed [C2, L7]', async () => {
    const { clock, account, pool } = scene({ releaseLagMs: 200 });
    const { promise, resolve: settle } = Promise.withResolvers<void>();
    const stubborn = pool.run(() => promise);
    pool.run(account.task('next'));
    await clock.advance(10);
    stubborn.cancel();
    expect((await errorOf(stubborn.finished)).code).toBe('cancelled');
    await clock.advance(1000);
    expect(account.started).toEqual([]);
    settle();
    await clock.advance(199);
    expect(account.started).toEqual([]);
    await clock.advance(1);
    expect(account.started).toEqual(['next']);
  });

  test('by a signal works before, while waiting and while running [C3]', async () => {
    const { clock, account, pool } = scene();
    expect((await errorOf(pool.run(account.task('a'), { signal: AbortSignal.abort() }).finished)).code).toBe(
      'cancelled',
    );
    const controller = new AbortController();
    const jobs = ['b', 'c'].map((name) => pool.run(account.task(name), { signal: controller.signal }));
    await clock.advance(10);
    controller.abort();
    for (const job of jobs) expect((await errorOf(job.finished)).code).toBe('cancelled');
    expect(account.journal.map(({ name, outcome }) => [name, outcome])).toEqual([['b', 'aborted']]);
  });

  test('clear cancels what waits and leaves what runs [C4]', async () => {
    const { clock, account, pool } = scene();
    const [running, waiting] = [pool.run(account.task('a')), pool.run(account.task('b'))];
    await clock.advance(10);
    pool.clear();
    expect((await errorOf(waiting.finished)).code).toBe('cancelled');
    await clock.advance(200);
    expect(await running.finished).toBe('a');
  });

  test('close settles everything, once, and nothing can be run afterwards [C6]', async () => {
    const { clock, account, pool } = scene();
    const jobs = [pool.run(account.task('a')), pool.run(account.task('b'))];
    await clock.advance(10);
    pool.close();
    pool.close();
    for (const job of jobs) expect((await errorOf(job.finished)).code).toBe('closed');
    expect(thrownBy(() => pool.run(account.task('c'))).code).toBe('closed');
    expect(clock.pending).toBe(0);
  });
});

describe('slots held by hand', () => {
  test('count like a job until they are released, once [Q8]', async () => {
    const { clock, account, pool } = scene();
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
    const { clock, account, pool } = scene();
    pool.run(account.task('a'));
    const controller = new AbortController();
    const given = errorOf(pool.acquire({ signal: controller.signal }));
    await clock.advance(10);
    controller.abort();
    expect((await given).code).toBe('cancelled');
    await expect(pool.acquire({ weight: 2 })).rejects.toMatchObject({ code: 'weight-over-limit' });
  });

  test('are lost when the pool is closed [Q9]', async () => {
    const { pool } = scene();
    const held = await pool.acquire();
    pool.close();
    expect(held.signal.aborted).toBe(true);
  });
});

describe('pausing', () => {
  test('starts no more jobs and lets those that run go on [Q6]', async () => {
    const { clock, account, pool } = scene();
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
    const { clock, account, pool } = scene({ limit: 1 });
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
    const { clock, account, pool } = scene({ limit: 3 });
    pool.run(account.task('running'));
    const wide = pool.run(account.task('wide', 100, 3), { weight: 3 });
    pool.run(account.task('narrow'));
    await clock.advance(10);
    pool.setLimit(2);
    expect(await errorOf(wide.finished)).toMatchObject({
      code: 'weight-over-limit',
      details: { weight: 3, limit: 2 },
    });
    await clock.advance(1000);
    expect(account.started).toEqual(['running', 'narrow']);
  });

  test.each([0, -1, 1.5, Number.NaN, '3', 1001])('cannot be %s [L3]', (limit) => {
    const { pool } = scene();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a caller without types may pass
    const error = thrownBy(() => pool.setLimit(limit as number));
    expect(error.code).toBe('invalid-option');
    expect(error.message).toContain('1 to 1000');
  });
});

describe('at the door', () => {
  test('a weight over the limit fails at once: it could never run [L5]', () => {
    const { account, pool } = scene({ limit: 2 });
    const error = thrownBy(() => pool.run(account.task('a'), { weight: 3 }));
    expect(error).toMatchObject({ code: 'weight-over-limit', details: { weight: 3, limit: 2 } });
  });

  test('a full queue says how full it is [Q5]', () => {
    const { account, pool } = scene({ maxQueued: 2 });
    pool.run(account.task('a'));
    pool.run(account.task('b'));
    expect(thrownBy(() => pool.run(account.task('c')))).toMatchObject({
      code: 'queue-full',
      details: { queued: 2 },
    });
  });

  test('a job with the key of one that is not settled is that job [Q4]', async () => {
    const { clock, account, pool } = scene();
    const first = pool.run(account.task('a'), { dedupeKey: 'clip' });
    expect(pool.run(account.task('b'), { dedupeKey: 'clip' })).toBe(first);
    await clock.advance(200);
    const later = pool.run(account.task('c'), { dedupeKey: 'clip' });
    expect(later).not.toBe(first);
    await clock.advance(200);
    expect(account.started).toEqual(['a', 'c']);
  });

  test.each([
    [{ weight: 0 }, 'weight'],
    [{ weight: 1.5 }, 'weight'],
    [{ lane: 'urgent' }, 'lane'],
    [{ units: -1 }, 'units'],
    [{ dedupeKey: '' }, 'dedupeKey'],
  ])('%o is refused with the name of the option [R8]', (options, option) => {
    const { account, pool } = scene();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a caller without types may pass
    const error = thrownBy(() => pool.run(account.task('a'), options as RunOptions));
    expect(error).toMatchObject({ code: 'invalid-option', details: { option } });
  });
});

describe('a failed try', () => {
  test.each([
    ['transient', 2],
    ['ambiguous', 2],
    ['invalid', 1],
  ] as const)('by %s is made %i times in all, then the job fails with it [G12]', async (code, attempts) => {
    const { clock, pool } = scene();
    let tries = 0;
    const job = pool.run(async () => {
      tries += 1;
      throw new CuelightError(code, { doing: 'speak', because: 'of the test' });
    });
    const failed = errorOf(job.finished);
    await clock.advance(120_000);
    expect((await failed).code).toBe(code);
    expect(tries).toBe(attempts);
    expect(job.getState()).toMatchObject({ state: 'failed', error: { code } });
  });

  test('is not repeated where the job says that its effect was seen [G14]', async () => {
    const { clock, pool } = scene();
    let tries = 0;
    const job = pool.run(
      async () => {
        tries += 1;
        throw new CuelightError('transient', { doing: 'speak', because: 'of the test' });
      },
      { mayRetry: () => false },
    );
    const failed = errorOf(job.finished);
    await clock.advance(10_000);
    expect((await failed).code).toBe('transient');
    expect(tries).toBe(1);
  });

  test('by a wrong key fails one job, and not those that were in flight with it [G8]', async () => {
    const { clock, account, pool } = scene({ limit: 3 });
    let isKeyWrong = true;
    const jobs = ['a', 'b', 'c'].map((name) =>
      pool.run(async (context) => {
        if (!isKeyWrong) return account.task(name)(context);
        throw new CuelightError('unauthorized', { doing: 'speak', because: 'the key is wrong' });
      }),
    );
    const failed = errorOf(jobs[0]!.finished);
    await clock.advance(1000);
    expect((await failed).code).toBe('unauthorized');
    expect(jobs.map((job) => job.getState().state)).toEqual(['failed', 'waiting', 'waiting']);
    isKeyWrong = false;
    pool.retryNow();
    await clock.advance(1000);
    expect(account.started).toEqual(['b', 'c']);
  });

  test('by a wrong key stops the pool, not the jobs that wait [G8]', async () => {
    const { clock, account, pool } = scene();
    const wrong = pool.run(async () => {
      throw new CuelightError('unauthorized', { doing: 'speak', because: 'the key is wrong' });
    });
    const waiting = pool.run(account.task('b'));
    const failed = errorOf(wrong.finished);
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
