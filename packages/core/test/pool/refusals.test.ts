import { describe, expect, test } from 'vitest';
import { CuelightError } from '../../src/errors.ts';
import { finishAll, sayInAll, tabsScene } from './support/tabs-scene.ts';

describe('a refusal', () => {
  test('by another device makes all tabs wait; one probe goes out per opening; nothing is lost [G1, G5]', async () => {
    const shared = tabsScene(3, 1);
    shared.account.foreign = 1;
    const jobs = sayInAll(shared, 2);
    await shared.browser.clock.advance(3000);
    expect(shared.account.journal.length).toBeGreaterThan(1);
    for (const { pool } of shared.tabs) expect(pool.getState().gate?.kind).toBe('busy');
    shared.account.foreign = 0;
    await finishAll(shared, jobs.flat());
    for (const job of jobs.flat()) expect(job.getState().state).toBe('done');
    // Back-off between the probes: never two within the same instant.
    const probes = shared.account.journal.filter(({ outcome }) => outcome === 'refused');
    probes
      .slice(1)
      .forEach((probe, index) => expect(probe.startedAtMs).toBeGreaterThan(probes[index]!.startedAtMs));
    for (const { pool } of shared.tabs) expect(pool.getState().gate).toBeNull();
  });

  test('lowers the working limit while requests of ours run, and it rises again [L8, L9]', async () => {
    const shared = tabsScene(2, 3);
    shared.account.foreign = 1;
    const jobs = sayInAll(shared, 30);
    await shared.browser.clock.advance(400);
    expect(shared.tabs[0]!.pool.getState().workingLimit).toBe(2);
    shared.account.foreign = 0;
    await finishAll(shared, jobs.flat());
    expect(shared.account.peak).toBe(3);
    expect(shared.account.refusals).toBeLessThanOrEqual(3);
  });

  test('is retried at once by retryNow from any tab [G9]', async () => {
    const shared = tabsScene(2, 1);
    shared.account.foreign = 1;
    const jobs = sayInAll(shared, 1);
    await shared.browser.clock.advance(900);
    shared.account.foreign = 0;
    const before = shared.account.journal.length;
    for (const { pool } of shared.tabs) pool.retryNow();
    await shared.browser.clock.advance(10);
    expect(shared.account.journal.length).toBeGreaterThan(before);
    await finishAll(shared, jobs.flat());
  });
});

describe('a wrong key', () => {
  test('that is known before anything is sent fails one job, and not those granted with it [G8]', async () => {
    const shared = tabsScene(1, 3);
    const jobs = Array.from({ length: 6 }, () =>
      shared.tabs[0]!.pool.run(async () => {
        throw new CuelightError('unauthorized', { doing: 'speak', because: 'nobody is signed in' });
      }),
    );
    for (const job of jobs) job.finished.catch(() => {});
    await shared.browser.clock.advance(1000);
    const states = jobs.map((job) => job.getState().state);
    expect(states).toEqual(['failed', 'waiting', 'waiting', 'waiting', 'waiting', 'waiting']);
  });
});
