import { describe, expect, test } from 'vitest';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import type { Job, Pool } from '../../src/pool/types.ts';
import { VirtualAccount } from '../../src/testing/virtual-account.ts';
import { VirtualBrowser, type VirtualTabOptions } from '../../src/testing/virtual-browser.ts';
import type { VirtualTab } from '../../src/testing/virtual-tab.ts';

interface Scene {
  readonly browser: VirtualBrowser;
  readonly account: VirtualAccount;
  readonly open: () => { readonly tab: VirtualTab; readonly pool: Pool };
}

function scene(limit: number, locks: VirtualTabOptions['locks'] = 'none'): Scene {
  const browser = new VirtualBrowser();
  const account = new VirtualAccount(browser.clock, limit);
  const open: Scene['open'] = () => {
    const tab = browser.openTab({ locks });
    return { tab, pool: createPoolOn(tab.platform, 'speech', { limit, longestRequestMs: 5000 }) };
  };
  return { browser, account, open };
}

async function finish({ browser }: Scene, jobs: readonly Job<string>[]): Promise<void> {
  let settled = 0;
  for (const job of jobs) void job.finished.finally(() => (settled += 1)).catch(() => {});
  await browser.clock.until(() => settled === jobs.length, 120_000);
}

describe('tabs without Web Locks', () => {
  test.each(['none', 'refused', 'silent'] as const)(
    'share one limit all the same, by messages alone (locks: %s) [T16, S1]',
    async (locks) => {
      for (const limit of [1, 3]) {
        const shared = scene(limit, locks);
        const { account, open } = shared;
        const tabs = [open(), open(), open(), open()];
        const jobs = tabs.flatMap(({ pool }, tab) =>
          Array.from({ length: 10 }, (_, job) => pool.run(account.task(`${tab}.${job}`))),
        );
        await finish(shared, jobs);
        expect(tabs.map(({ pool }) => pool.getState().mode)).toEqual(Array(4).fill('degraded'));
        expect(account.peak).toBe(limit);
        expect(account.refusals).toBe(0);
        expect(account.journal).toHaveLength(40);
      }
    },
  );

  test('lose no time to messages: four tabs take hardly longer than the work itself [T16]', async () => {
    const shared = scene(1);
    const { account, browser, open } = shared;
    const jobs = [open(), open(), open(), open()].flatMap(({ pool }, tab) =>
      Array.from({ length: 25 }, (_, job) => pool.run(account.task(`${tab}.${job}`))),
    );
    await finish(shared, jobs);
    expect(browser.clock.now()).toBeLessThan(100 * 100 * 1.05);
  });

  test('have at most their even share of the limit each [T17]', async () => {
    const { account, browser, open } = scene(5);
    const [busy, other] = [open(), open()];
    const jobs = Array.from({ length: 20 }, (_, job) => busy.pool.run(account.task(`busy.${job}`, 1000)));
    jobs.push(other.pool.run(account.task('other', 1e6)));
    await browser.clock.advance(5000);
    const running = jobs.filter((job) => job.getState().state === 'running');
    // floor(5 / 2) for the one, and one job for the other.
    expect(running).toHaveLength(3);
    for (const job of jobs) job.cancel();
  });

  test('run a job that is wider than their share once nothing else of theirs runs [T17]', async () => {
    const shared = scene(4);
    const { account, open } = shared;
    const [wide, other] = [open(), open()];
    await finish(shared, [
      wide.pool.run(account.task('narrow')),
      wide.pool.run(account.task('wide', 100, 4), { weight: 4 }),
      ...Array.from({ length: 5 }, (_, job) => other.pool.run(account.task(`other.${job}`))),
    ]);
    expect(account.refusals).toBe(0);
    expect(account.started).toContain('wide');
  });

  test.each(['crashes', 'closes', 'freezes', 'freezes without a word', 'is suspended'] as const)(
    'go on when the conductor %s, and exceed nothing [T18]',
    async (how) => {
      const { account, browser, open } = scene(1);
      const [first, second] = [open(), open()];
      first.pool.run(account.task('first.0', 100, 1, { tab: first.tab }));
      const book = Array.from({ length: 50 }, (_, job) =>
        first.pool.run(account.task(`first.${job + 1}`, 100, 1, { tab: first.tab })),
      );
      await browser.clock.advance(500);
      const jobs = Array.from({ length: 5 }, (_, job) => second.pool.run(account.task(`second.${job}`)));
      await browser.clock.advance(10);
      expect(first.pool.getState().role).toBe('conductor');
      switch (how) {
        case 'crashes':
          first.tab.crash();
          break;
        case 'closes':
          first.tab.close();
          break;
        case 'freezes':
          first.tab.freeze();
          break;
        case 'freezes without a word':
          first.tab.freeze({ warned: false });
          break;
        case 'is suspended':
          first.tab.suspend();
          break;
      }
      await browser.clock.until(() => jobs.every((job) => job.getState().state === 'done'), 40_000);
      expect(account.peak).toBe(1);
      first.tab.wake();
      if (!first.tab.isGone) {
        await browser.clock.until(() => book.every((job) => job.getState().state === 'done'), 120_000);
      }
      expect(account.peak).toBe(1);
    },
  );

  test('hold nothing once they are idle or closed [T4, C7]', async () => {
    const shared = scene(2);
    const { account, browser, open } = shared;
    const tabs = [open(), open(), open()];
    await finish(
      shared,
      tabs.map(({ pool }, tab) => pool.run(account.task(`${tab}`))),
    );
    await browser.clock.advance(3000);
    expect(browser.clock.pending).toBe(0);
    for (const { pool } of tabs) pool.close();
    expect(browser.openChannels).toBe(0);
    expect(tabs.map(({ tab }) => tab.listeners)).toEqual([0, 0, 0]);
  });

  test('are alone where there is no channel either [S1]', () => {
    const tab = new VirtualBrowser().openTab({ locks: 'none', channel: 'none' });
    expect(createPoolOn(tab.platform, 'speech', { limit: 1 }).getState().mode).toBe('single');
  });
});
