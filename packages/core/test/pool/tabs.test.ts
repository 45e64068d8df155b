import { describe, expect, test } from 'vitest';
import { finishAll, sayInAll, tabsScene } from './support/tabs-scene.ts';

describe('tabs that share one account', () => {
  test.each([1, 3])(
    'never have more than %i requests in flight, are never refused, and run each job once [L1, Q2]',
    async (limit) => {
      const shared = tabsScene(4, limit);
      const jobs = sayInAll(shared, 10).flat();
      await finishAll(shared, jobs);
      expect(shared.account.peak).toBe(limit);
      expect(shared.account.refusals).toBe(0);
      expect(new Set(shared.account.started).size).toBe(40);
      expect(shared.account.journal).toHaveLength(40);
    },
  );

  test('are served in turn while all of them have work [O4]', async () => {
    const shared = tabsScene(4, 1);
    await finishAll(shared, sayInAll(shared, 10).flat());
    const byTab = shared.account.started.map((name) => name.split('.')[0]);
    for (let round = 1; round < 9; round += 1) {
      expect(new Set(byTab.slice(round * 4, round * 4 + 4)).size).toBe(4);
    }
  });

  test('keep the order of each tab [O1]', async () => {
    const shared = tabsScene(3, 1);
    await finishAll(shared, sayInAll(shared, 10).flat());
    for (const tab of ['0', '1', '2']) {
      const order = shared.account.started.filter((name) => name.startsWith(`${tab}.`));
      expect(order).toEqual(Array.from({ length: 10 }, (_, job) => `${tab}.${job}`));
    }
  });

  test('let a newcomer in within two turns, however much another tab has queued [O6]', async () => {
    const shared = tabsScene(2, 1);
    const [first, second] = shared.tabs;
    const book = Array.from({ length: 100 }, (_, job) => first!.pool.run(shared.account.task(`book.${job}`)));
    await shared.browser.clock.advance(1050);
    const startedBefore = shared.account.started.length;
    await finishAll(shared, [second!.pool.run(shared.account.task('sentence'))]);
    expect(shared.account.started.indexOf('sentence') - startedBefore).toBeLessThanOrEqual(1);
    for (const job of book) job.cancel();
  });

  test('let a newcomer in within two turns, however many others have queued [O6]', async () => {
    const shared = tabsScene(5, 1);
    const books = shared.tabs
      .slice(0, 4)
      .map(({ pool }, tab) =>
        Array.from({ length: 30 }, (_, job) => pool.run(shared.account.task(`book ${tab}.${job}`))),
      );
    for (const round of [1, 2, 3, 4, 5]) {
      await shared.browser.clock.advance(1037);
      const startedBefore = shared.account.started.length;
      const sentence = `sentence ${round}`;
      await finishAll(shared, [shared.tabs[4]!.pool.run(shared.account.task(sentence))]);
      expect(shared.account.started.indexOf(sentence) - startedBefore).toBeLessThanOrEqual(1);
    }
    for (const job of books.flat()) job.cancel();
  });

  test('go from job to job without asking for a lock, where nobody else wants one [T22]', async () => {
    const shared = tabsScene(2, 1);
    const [first, second] = shared.tabs;
    const endedAtMs: number[] = [];
    const oneByOne = async (): Promise<void> => {
      for (let job = 0; job < 5; job += 1) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
        await first!.pool.run(async () => {}).finished;
        endedAtMs.push(shared.browser.clock.now());
      }
    };
    const all = oneByOne();
    await shared.browser.clock.until(() => endedAtMs.length === 5);
    await all;
    expect(new Set(endedAtMs).size).toBe(1);
    await shared.browser.clock.advance(1);
    expect(shared.browser.locks.held().filter((name) => name.includes(':slot:'))).toEqual([]);
    await finishAll(shared, [second!.pool.run(shared.account.task('elsewhere'))]);
  });

  test('say one message for any number of jobs [T2]', async () => {
    const shared = tabsScene(2, 1);
    const [first, second] = shared.tabs;
    first!.pool.run(shared.account.task('first', 5000));
    await shared.browser.clock.advance(50);
    const demandsBefore = shared.browser.posted.get('demand') ?? 0;
    const jobs = Array.from({ length: 10_000 }, (_, job) => second!.pool.run(shared.account.task(`${job}`)));
    await shared.browser.clock.advance(50);
    expect((shared.browser.posted.get('demand') ?? 0) - demandsBefore).toBe(1);
    for (const job of jobs) job.cancel();
  });

  test('are told positions that are a permutation of 1..n, and the order in which jobs start [E1]', async () => {
    const shared = tabsScene(4, 1);
    const jobs = sayInAll(shared, 5, 1000);
    await shared.browser.clock.advance(500);
    const waiting = jobs.flatMap((ofTab, tab) =>
      ofTab.flatMap((job, number) => {
        const state = job.getState();
        return state.state === 'waiting' ? [{ name: `${tab}.${number}`, state }] : [];
      }),
    );
    expect(waiting.map(({ state }) => state.estimated)).not.toContain(true);
    const positions = new Map(waiting.map(({ name, state }) => [name, state.queuePosition ?? 0]));
    expect([...positions.values()].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 19 }, (_, i) => i + 1),
    );
    await finishAll(shared, jobs.flat());
    const foretold = [...positions].toSorted(([, a], [, b]) => a - b).map(([name]) => name);
    expect(shared.account.started.slice(1)).toEqual(foretold);
  });

  test('hold no lock and wait for none once they are idle [T4]', async () => {
    const shared = tabsScene(3, 2);
    await finishAll(shared, sayInAll(shared, 3).flat());
    await shared.browser.clock.advance(2000);
    expect(shared.browser.locks.held()).toEqual([]);
    expect(shared.browser.locks.pending).toBe(0);
    expect(shared.browser.clock.pending).toBe(0);
  });

  test('leave nothing behind when they are closed [C7]', async () => {
    const shared = tabsScene(3, 2);
    const jobs = sayInAll(shared, 5).flat();
    await shared.browser.clock.advance(150);
    for (const { pool } of shared.tabs) pool.close();
    await shared.browser.clock.advance(1000);
    expect(shared.browser.locks.held()).toEqual([]);
    expect(shared.browser.locks.pending).toBe(0);
    expect(shared.browser.clock.pending).toBe(0);
    expect(shared.browser.openChannels).toBe(0);
    for (const { tab } of shared.tabs) expect(tab.listeners).toBe(0);
    for (const job of jobs) expect(['done', 'cancelled']).toContain(job.getState().state);
  });
});

describe('clearing all tabs', () => {
  test('cancels what waits in each of them, and leaves what runs [C5]', async () => {
    const shared = tabsScene(3, 1);
    const jobs = sayInAll(shared, 3);
    await shared.browser.clock.advance(50);
    shared.tabs[2]!.pool.clear({ allTabs: true });
    await shared.browser.clock.advance(500);
    expect(shared.account.started).toHaveLength(1);
    const states = jobs.flat().map((job) => job.getState().state);
    expect(states.filter((state) => state === 'cancelled')).toHaveLength(8);
    expect(states.filter((state) => state === 'done')).toHaveLength(1);
  });
});
