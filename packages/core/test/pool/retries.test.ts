import { describe, expect, test } from 'vitest';
import type { CuelightError } from '../../src/errors.ts';
import { catchUncaught, catchUnhandledRejections, untilReported } from '../support/uncaught.ts';
import { errorOf, failingTask, poolScene, waiting } from './support/scene.ts';

/** Longer than all tries take, with the longest back-off between them. */
const ALL_TRIES_MS = 300_000;

describe('a job that is refused', () => {
  test('keeps its place: it is tried again before those that came after it [G4]', async () => {
    const { account, open, pass } = poolScene();
    const { pool } = open();
    account.refuseNext(1, { kind: 'overloaded' });
    const jobs = ['a', 'b', 'c'].map((name) => pool.run(account.task(name)));
    await pass(100);
    expect(jobs.map((job) => waiting(job).queuePosition)).toEqual([1, 2, 3]);
    await pass(5000);
    expect(account.started).toEqual(['a', 'b', 'c']);
  });

  test('keeps its place among the tabs as within its own [G4]', async () => {
    const { account, open, pass } = poolScene();
    const [first, second] = [open(), open()];
    account.refuseNext(2, { kind: 'overloaded' });
    for (const name of ['a', 'b', 'c']) first.pool.run(account.task(`first.${name}`));
    for (const name of ['a', 'b', 'c']) second.pool.run(account.task(`second.${name}`));
    await pass(10_000);
    for (const tab of ['first', 'second']) {
      const order = account.started.filter((name) => name.startsWith(tab));
      expect(order).toEqual(['a', 'b', 'c'].map((name) => `${tab}.${name}`));
    }
  });

  test('says what was refused, which try comes next, and when [E7]', async () => {
    const { account, browser, open, pass } = poolScene();
    const { pool } = open();
    account.refuseNext(2, { kind: 'rate-window', retryAfterMs: 3000 });
    const job = pool.run(account.task('a'));
    await pass(100);
    const { retry } = waiting(job);
    expect(retry).toMatchObject({ attempt: 2, reason: { code: 'rate-window' } });
    expect(retry!.inMs).toBeGreaterThanOrEqual(2900);
    expect(retry!.inMs).toBeLessThanOrEqual(3500);
    expect(Math.abs(retry!.atMs! - (browser.clock.now() + retry!.inMs!))).toBeLessThanOrEqual(51);
    await browser.clock.until(() => job.getState().state === 'running');
    expect(job.getState()).toEqual({ state: 'running', attempt: 3 });
  });
});

describe('a failure that nobody handles', () => {
  test.each([{}, { dedupeKey: 'clip' }])('is reported as such (%o) [R11]', async (options) => {
    const rejections = catchUnhandledRejections();
    const { open, pass } = poolScene();
    const { pool } = open();
    pool.run(failingTask('invalid').task, options);
    pool.run(failingTask('invalid').task).cancel();
    await pass(10);
    await untilReported();
    expect(rejections).toMatchObject([{ code: 'invalid' }]);
  });

  test('frees its key at once: the next job of that key is another one [Q4]', async () => {
    const { account, open, untilDone } = poolScene();
    const { pool } = open();
    const first = pool.run(account.task('a'), { dedupeKey: 'clip' });
    const failed = errorOf(first);
    first.cancel();
    const second = pool.run(account.task('b'), { dedupeKey: 'clip' });
    expect(second).not.toBe(first);
    const aborted = pool.run(account.task('c'), { dedupeKey: 'other', signal: AbortSignal.abort() });
    aborted.finished.catch(() => {});
    expect(pool.run(account.task('d'), { dedupeKey: 'other' })).not.toBe(aborted);
    await untilDone([second]);
    expect((await failed).code).toBe('cancelled');
  });
});

describe('the number of tries', () => {
  test.each([
    [{ withinMs: 0 }, 'overloaded', 6],
    [{ refused: 2, withinMs: 0 }, 'overloaded', 2],
    [{ refused: 3, withinMs: 0 }, 'not-ready', 3],
    [{ transient: 4 }, 'transient', 4],
    [{ ambiguous: 1 }, 'ambiguous', 1],
    [{ ambiguous: 3 }, 'timeout', 3],
    [{}, 'truncated', 2],
    [{}, 'invalid', 1],
  ] as const)('with retry: %o, by %s, is %i [G12]', async (retry, code, tries) => {
    const { open, pass } = poolScene({ retry });
    const failing = failingTask(code);
    const error = errorOf(open().pool.run(failing.task));
    await pass(ALL_TRIES_MS);
    expect((await error).code).toBe(code);
    expect(failing.tries()).toBe(tries);
  });

  test('is counted for each way to fail by itself: a refusal takes no try of a fault away [G12]', async () => {
    const { account, open, pass } = poolScene();
    for (const kind of ['overloaded', 'overloaded', 'transient', 'ambiguous'] as const) {
      account.refuseNext(1, { kind });
    }
    const job = open().pool.run(account.task('a'));
    await pass(30_000);
    expect(await job.finished).toBe('a');
    expect(account.journal).toHaveLength(5);
  });

  test('goes on until withinMs have passed since the first that failed, where it is refused [G13]', async () => {
    const { browser, open, pass } = poolScene({ retry: { withinMs: 10_000, refused: 1 } });
    const failing = failingTask('overloaded', { retryAfterMs: 3000 });
    const job = open().pool.run(failing.task);
    const error = errorOf(job);
    await pass(9000);
    expect(job.getState().state).toBe('waiting');
    await browser.clock.until(() => job.getState().state === 'failed', 8000);
    expect((await error).code).toBe('overloaded');
  });

  test('is one where the provider asks to wait longer than withinMs [G13]', async () => {
    const { open, pass } = poolScene();
    const failing = failingTask('transient', { retryAfterMs: 86_400_000 });
    const error = errorOf(open().pool.run(failing.task));
    await pass(10);
    expect((await error).details.retryAfterMs).toBe(86_400_000);
    expect(failing.tries()).toBe(1);
  });

  test('counts none that did not get as far as the provider: a minute without a network loses nothing [G17]', async () => {
    const { account, browser, open, pass, untilDone } = poolScene();
    const { pool, tab } = open();
    account.isReachable = false;
    const jobs = ['a', 'b'].map((name) => pool.run(account.task(name)));
    await pass(60_000);
    expect(account.journal.length).toBeGreaterThan(6);
    account.isReachable = true;
    account.refuseNext(5, { kind: 'overloaded' });
    tab.happen('online');
    await untilDone(jobs);
    expect(browser.clock.now()).toBeGreaterThan(60_000);
    expect(account.started).toEqual(['a', 'b']);
  });

  test('without a network ends after withinMs [G13, G17]', async () => {
    const { open, pass } = poolScene({ retry: { withinMs: 5000 } });
    const error = errorOf(open().pool.run(failingTask('offline').task));
    await pass(60_000);
    expect((await error).code).toBe('offline');
  });
});

describe('a job that failed', () => {
  test.each(['transient', 'ambiguous', 'not-ready'] as const)(
    'by %s is tried again by itself after 0.5 to 1 s, while the others go on [G16]',
    async (code) => {
      const { account, open, pass } = poolScene();
      const { pool } = open();
      const failing = failingTask(code);
      const job = pool.run(failing.task);
      const failed = errorOf(job);
      const others = ['a', 'b', 'c'].map((name) => pool.run(account.task(name)));
      await pass(499);
      expect(waiting(job)).toMatchObject({ waitsFor: 'retry', retry: { attempt: 2, reason: { code } } });
      expect(pool.getState().gate).toBeNull();
      expect(others.map((other) => other.getState().state)).toEqual(['done', 'done', 'done']);
      expect(failing.tries()).toBe(1);
      await pass(502);
      expect(failing.tries()).toBe(2);
      pool.close();
      await failed;
    },
  );

  test('waits as long as the provider asks for, where that is longer [G16]', async () => {
    const { open, pass } = poolScene();
    const failing = failingTask('transient', { retryAfterMs: 7000 });
    const failed = errorOf(open().pool.run(failing.task));
    await pass(6999);
    expect(failing.tries()).toBe(1);
    await pass(10);
    expect(failing.tries()).toBe(2);
    await failed;
  });

  test('is cancelled by clear() while it waits for its own try [C4]', async () => {
    const { open, pass } = poolScene();
    const { pool } = open();
    const failing = failingTask('transient');
    const failed = errorOf(pool.run(failing.task));
    await pass(10);
    pool.clear();
    expect((await failed).code).toBe('cancelled');
    await pass(5000);
    expect(failing.tries()).toBe(1);
  });

  test('asks mayRetry with its error before each further try [G14]', async () => {
    const { open, pass } = poolScene();
    const failing = failingTask('overloaded');
    const asked: CuelightError['code'][] = [];
    const mayRetry = ({ code }: CuelightError): boolean => asked.push(code) < 3;
    const failed = errorOf(open().pool.run(failing.task, { mayRetry }));
    await pass(ALL_TRIES_MS);
    expect((await failed).code).toBe('overloaded');
    expect(asked).toEqual(['overloaded', 'overloaded', 'overloaded']);
    expect(failing.tries()).toBe(3);
  });

  test('is over where mayRetry throws; that is reported, and the slot is free [G14]', async () => {
    const errors = catchUncaught();
    const { account, open, pass, untilDone } = poolScene();
    const { pool } = open();
    const thrown = new Error('from mayRetry');
    const failed = errorOf(
      pool.run(failingTask('transient').task, {
        mayRetry: () => {
          throw thrown;
        },
      }),
    );
    const next = pool.run(account.task('next'));
    await pass(10);
    expect((await failed).code).toBe('transient');
    await untilDone([next]);
    await untilReported();
    expect(errors).toEqual([thrown]);
  });
});
