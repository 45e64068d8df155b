import { describe, expect, test } from 'vitest';
import { CuelightError } from '../../src/errors.ts';
import { errorOf, thrownBy } from './support/scene.ts';
import { singleScene } from './support/single-scene.ts';

describe('cancelling', () => {
  test('a waiting job takes it out of the queue at once [C1]', async () => {
    const { clock, account, pool } = singleScene();
    pool.run(account.task('a'));
    const job = pool.run(account.task('b'));
    job.cancel();
    job.cancel();
    expect((await errorOf(job)).code).toBe('cancelled');
    await clock.advance(1000);
    expect(account.started).toEqual(['a']);
  });

  test('a running job keeps its slot until its task has settled and the release lag has passed [C2, L7]', async () => {
    const { clock, account, pool } = singleScene({ releaseLagMs: 200 });
    const { promise, resolve: settle } = Promise.withResolvers<void>();
    const stubborn = pool.run(() => promise);
    pool.run(account.task('next'));
    await clock.advance(10);
    stubborn.cancel();
    expect((await errorOf(stubborn)).code).toBe('cancelled');
    await clock.advance(1000);
    expect(account.started).toEqual([]);
    settle();
    await clock.advance(199);
    expect(account.started).toEqual([]);
    await clock.advance(1);
    expect(account.started).toEqual(['next']);
  });

  test('by a signal works before, while waiting and while running [C3]', async () => {
    const { clock, account, pool } = singleScene();
    expect((await errorOf(pool.run(account.task('a'), { signal: AbortSignal.abort() }))).code).toBe(
      'cancelled',
    );
    const controller = new AbortController();
    const jobs = ['b', 'c'].map((name) => pool.run(account.task(name), { signal: controller.signal }));
    await clock.advance(10);
    controller.abort();
    for (const job of jobs) expect((await errorOf(job)).code).toBe('cancelled');
    expect(account.journal.map(({ name, outcome }) => [name, outcome])).toEqual([['b', 'aborted']]);
  });

  test('clear cancels what waits and leaves what runs [C4]', async () => {
    const { clock, account, pool } = singleScene();
    const [running, waiting] = [pool.run(account.task('a')), pool.run(account.task('b'))];
    await clock.advance(10);
    pool.clear();
    expect((await errorOf(waiting)).code).toBe('cancelled');
    await clock.advance(200);
    expect(await running.finished).toBe('a');
  });

  test('close settles everything, once, and nothing can be run afterwards [C6]', async () => {
    const { clock, account, pool } = singleScene();
    const jobs = [pool.run(account.task('a')), pool.run(account.task('b'))];
    await clock.advance(10);
    pool.close();
    pool.close();
    for (const job of jobs) expect((await errorOf(job)).code).toBe('closed');
    expect(thrownBy(() => pool.run(account.task('c'))).code).toBe('closed');
    expect(clock.pending).toBe(0);
  });

  test('close leaves no timer of a slot that rests after a cancelled job [C7]', async () => {
    const { clock, account, pool } = singleScene({ releaseLagMs: 5000 });
    const job = pool.run(account.task('a'));
    await clock.advance(10);
    job.cancel();
    await clock.advance(10);
    expect(clock.pending).toBe(1);
    pool.close();
    expect(clock.pending).toBe(0);
  });

  test.each(['cancel', 'close'] as const)(
    '%s leaves no timer of a job that waits for its own try [C1, C7]',
    async (how) => {
      const { clock, pool } = singleScene();
      const job = pool.run(async () => {
        throw new CuelightError('transient', { doing: 'speak', because: 'of the test' });
      });
      await clock.advance(10);
      expect(job.getState()).toMatchObject({ state: 'waiting', waitsFor: 'retry' });
      expect(clock.pending).toBe(1);
      if (how === 'cancel') job.cancel();
      else pool.close();
      expect(clock.pending).toBe(0);
    },
  );
});
