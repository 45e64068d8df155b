import { expect, test } from 'vitest';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import type { Pool } from '../../src/pool/types.ts';
import { VirtualAccount } from '../../src/testing/virtual-account.ts';
import { VirtualBrowser, type VirtualBrowserOptions } from '../../src/testing/virtual-browser.ts';
import type { VirtualTab } from '../../src/testing/virtual-tab.ts';

const LEASE_MS = 10_000;

interface Scene {
  readonly browser: VirtualBrowser;
  readonly account: VirtualAccount;
  readonly open: () => { readonly tab: VirtualTab; readonly pool: Pool };
}

function scene(limit = 1, options: VirtualBrowserOptions = {}): Scene {
  const browser = new VirtualBrowser(options);
  const account = new VirtualAccount(browser.clock, Math.max(2, limit));
  const open: Scene['open'] = () => {
    const tab = browser.openTab();
    return { tab, pool: createPoolOn(tab.platform, 'leases', { limit, longestRequestMs: LEASE_MS }) };
  };
  return { browser, account, open };
}

test.each([
  ['suspended', 'a follower', 0],
  ['frozen without a word', 'a follower', 0],
  // Whoever takes over counts anew, after some 6 s without an answer.
  ['suspended', 'the conductor', 6500],
  ['frozen without a word', 'the conductor', 6500],
] as const)(
  'a slot comes back from a tab that was %s with a request in flight and was %s, after the longest request time and 5 s [L11]',
  async (how, role, takeoverMs) => {
    const { browser, account, open } = scene();
    const tabs = [open(), open()] as const;
    const [gone, other] = role === 'the conductor' ? tabs : [tabs[1], tabs[0]];
    tabs[0].pool.run(account.task('first', role === 'the conductor' ? 1e9 : 100));
    await browser.clock.advance(50);
    if (role === 'a follower') gone.pool.run(account.task('gone', 1e9));
    await browser.clock.advance(100);
    const waiting = other.pool.run(account.task('other'));
    await browser.clock.advance(50);
    if (how === 'suspended') gone.tab.suspend();
    else gone.tab.freeze({ warned: false });
    await browser.clock.until(() => waiting.getState().state === 'done', 60_000);
    expect(browser.clock.now()).toBeGreaterThan(LEASE_MS);
    expect(browser.clock.now()).toBeLessThan(LEASE_MS + 5000 + takeoverMs + 500);
  },
);

test('a tab that lives keeps its slot however long its request takes [L12]', async () => {
  const { browser, account, open } = scene();
  const [long, other] = [open(), open()];
  const job = long.pool.run(account.task('long', 5 * LEASE_MS));
  await browser.clock.advance(50);
  other.pool.run(account.task('other'));
  await browser.clock.until(() => job.getState().state === 'done', 10 * LEASE_MS);
  await browser.clock.advance(1000);
  expect(account.started).toEqual(['long', 'other']);
  expect(account.peak).toBe(1);
});

function isRollCall(message: unknown): boolean {
  return JSON.stringify(message).includes('"roll-call"');
}

test('a tab that was asked in vain, but has ended that request by itself, keeps what it holds by then [L11, L12]', async () => {
  const { browser, account, open } = scene(3, { isLost: isRollCall });
  const [other, asked] = [open(), open()];
  other.pool.run(account.task('conducts', 3 * LEASE_MS));
  await browser.clock.advance(5);
  asked.pool.run(account.task('asked for', LEASE_MS + 2000));
  await browser.clock.advance(LEASE_MS - 1000);
  const later = asked.pool.run(account.task('later', LEASE_MS - 1000));
  await browser.clock.advance(10);
  for (let job = 0; job < 20; job += 1) other.pool.run(account.task(`waits ${job}`, 10_000));
  await browser.clock.until(() => later.getState().state === 'done', 60_000);
  expect(browser.posted.get('roll-call')).toBeGreaterThan(0);
  const visits = account.journal.filter(({ name }) => name === 'later');
  expect(visits.map(({ outcome }) => outcome)).toEqual(['done']);
});

test('a page that wakes after its slot was taken cuts its request and runs the job again in its turn [Y3]', async () => {
  const { browser, account, open } = scene();
  const [asleep, other] = [open(), open()];
  const job = asleep.pool.run(account.task('asleep', 1e9));
  await browser.clock.advance(50);
  const waiting = other.pool.run(account.task('other'));
  await browser.clock.advance(50);
  asleep.tab.suspend();
  await browser.clock.until(() => waiting.getState().state === 'done', 60_000);
  asleep.tab.wake();
  await browser.clock.until(() => account.started.length === 3, 60_000);
  expect(account.started).toEqual(['asleep', 'other', 'asleep']);
  expect(account.journal.map(({ outcome }) => outcome)).toEqual(['aborted', 'done', 'running']);
  job.cancel();
});
