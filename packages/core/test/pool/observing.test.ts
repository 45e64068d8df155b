import { expect, test } from 'vitest';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import type { Pool } from '../../src/pool/types.ts';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';
import { VirtualAccount } from '../../src/testing/virtual-account.ts';

interface Scene {
  readonly browser: VirtualBrowser;
  readonly account: VirtualAccount;
  readonly pool: Pool;
}

function scene(): Scene {
  const browser = new VirtualBrowser();
  const account = new VirtualAccount(browser.clock, 1);
  return { browser, account, pool: createPoolOn(browser.openTab().platform, 'speech', { limit: 1 }) };
}

test("pools and jobs can be subscribed to as zustand's useStore does, apart from their objects [S9]", async () => {
  const { browser, account, pool } = scene();
  const job = pool.run(account.task('one', 100));
  const [ofPool, ofJob] = [pool.subscribe, job.subscribe];
  let changes = 0;
  const undoAll = [ofPool(() => (changes += 1)), ofJob(() => (changes += 1))];
  expect(job.subscribe).toBe(ofJob);

  await browser.clock.until(() => job.getState().state === 'done');
  expect(changes).toBeGreaterThan(2);
  const changesBefore = changes;
  for (const undo of undoAll) undo();
  pool.run(account.task('two', 100));
  await browser.clock.until(() => account.journal.length === 2);
  expect(changes).toBe(changesBefore);
});

test('two looks in quick succession give the same snapshot, though nobody observes and a countdown runs [S10]', async () => {
  const { browser, account, pool } = scene();
  account.foreign = 1;
  const refused = pool.run(account.task('refused'));
  const behind = pool.run(account.task('behind'));
  await browser.clock.until(() => pool.getState().gate !== null);
  const looks = [refused.getState(), behind.getState(), pool.getState()];
  expect(looks[0]).toMatchObject({ state: 'waiting', retry: { attempt: 2 } });
  await browser.clock.advance(0.02);
  expect(refused.getState()).toBe(looks[0]);
  expect(behind.getState()).toBe(looks[1]);
  expect(pool.getState()).toBe(looks[2]);
});

test('a tab is listed while it has work, and not longer [S5]', async () => {
  const { browser, account, pool } = scene();
  const job = pool.run(account.task('one', 100));
  await browser.clock.until(() => job.getState().state === 'running');
  expect(pool.getState().tabs).toMatchObject([{ isThisTab: true, slots: [0] }]);
  await browser.clock.until(() => job.getState().state === 'done');
  await browser.clock.advance(1000);
  expect(pool.getState()).toMatchObject({ role: 'idle', tabs: [] });
});

test('a tab that looks notices that the last tab with work went while its own page was away [T12, Y6]', async () => {
  const browser = new VirtualBrowser();
  const account = new VirtualAccount(browser.clock, 1);
  const open = () => {
    const tab = browser.openTab();
    return { tab, pool: createPoolOn(tab.platform, 'speech', { limit: 1 }) };
  };
  const [watcher, busy] = [open(), open()];
  watcher.pool.subscribe(() => {});
  busy.pool.run(account.task('one', 1000));
  await browser.clock.advance(500);
  expect(watcher.pool.getState()).toMatchObject({ inUse: 1 });
  watcher.tab.freeze();
  await browser.clock.advance(2000);
  watcher.tab.wake();
  await browser.clock.advance(5500);
  expect(watcher.pool.getState()).toMatchObject({ inUse: 0, tabs: [] });
});
