import { describe, expect, test, vi } from 'vitest';
import { singleScene } from './support/single-scene.ts';

describe('a signal that many jobs share', () => {
  test('is listened to once, and not any more when the last of them is settled [C3]', async () => {
    const { clock, account, pool } = singleScene({ limit: 2 });
    const { signal } = new AbortController();
    const listeners = new Set<unknown>();
    vi.spyOn(signal, 'addEventListener').mockImplementation((_, listener) => void listeners.add(listener));
    vi.spyOn(signal, 'removeEventListener').mockImplementation(
      (_, listener) => void listeners.delete(listener),
    );
    const jobs = ['a', 'b', 'c', 'd'].map((name) => pool.run(account.task(name), { signal }));
    expect(listeners.size).toBe(1);
    jobs[3]?.cancel();
    await clock.advance(150);
    expect(listeners.size).toBe(1);
    await clock.advance(100);
    expect(jobs.map((job) => job.getState().state)).toEqual(['done', 'done', 'done', 'cancelled']);
    expect(listeners.size).toBe(0);
    pool.run(account.task('e'), { signal });
    expect(listeners.size).toBe(1);
    pool.close();
    expect(listeners.size).toBe(0);
  });

  test('cancels all of them, those that another one’s end has cancelled meanwhile once [C3]', async () => {
    const { clock, account, pool } = singleScene();
    const controller = new AbortController();
    const settled: string[] = [];
    const jobs = ['a', 'b', 'c'].map((name) => {
      const job = pool.run(account.task(name), { signal: controller.signal });
      job.subscribe(() => {
        if (job.getState().state === 'cancelled') settled.push(name);
        for (const other of jobs) other.cancel();
      });
      return job;
    });
    await clock.advance(10);
    controller.abort();
    await clock.advance(10);
    expect(jobs.map((job) => job.getState().state)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(new Set(settled).size).toBe(3);
    for (const job of jobs) await expect(job.finished).rejects.toMatchObject({ code: 'cancelled' });
  });
});
