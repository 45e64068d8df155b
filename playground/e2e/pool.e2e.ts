import type { Job, Pool } from '@cuelight/core/pool';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startAccountServer, type AccountServer } from './support/account-server.ts';
import { startChromium } from './support/chromium.ts';
import { startPlaygroundServer, type PlaygroundServer } from './support/playground-server.ts';
import { openTabs, type Tab, type Tabs } from './support/tabs.ts';

/** What `support/pool.html` puts on its window. */
declare global {
  var pool: Pool;
  var jobs: { readonly name: string; readonly job: Job<void> }[];
  var say: (tab: number, count: number, ms: number) => void;
}

let server: PlaygroundServer;
beforeAll(async () => {
  server = await startPlaygroundServer();
});
afterAll(() => server.close());

interface Scene {
  readonly account: AccountServer;
  readonly tabs: Tabs;
}

async function scene(tabCount: number, limit: number): Promise<Scene> {
  const account = await startAccountServer(limit);
  onTestFinished(() => account.close());
  const chromium = await startChromium();
  onTestFinished(() => chromium.close());
  const query = new URLSearchParams({ name: 'e2e', limit: String(limit), account: account.url });
  return {
    account,
    tabs: await openTabs(chromium, `${server.url}/e2e/support/pool.html?${query}`, tabCount),
  };
}

async function sayInEach({ tabs }: Scene, count: number, ms: number): Promise<void> {
  await Promise.all(
    tabs.all.map(({ page }, tab) => page.evaluate(([t, c, m]) => say(t, c, m), [tab, count, ms] as const)),
  );
}

async function untilDone(tabs: readonly Tab[]): Promise<void> {
  for (const { read } of tabs) {
    await expect
      .poll(() => read(() => jobs.filter(({ job }) => job.getState().state !== 'done').length))
      .toBe(0);
  }
}

/** The command itself is never answered: its page is gone. */
async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const hasCrashed = new Promise((crashed) => page.once('crash', crashed));
  session.send('Page.crash').catch(() => {});
  await hasCrashed;
}

test.each([1, 3])(
  'four tabs, three of them hidden, keep a limit of %i in turn, without a refusal',
  async (limit) => {
    const { account, tabs } = await scene(4, limit);
    // Held, so that every tab's jobs are known to all before turns are counted.
    account.hold(true);
    await sayInEach({ account, tabs }, 10, 50);
    for (const tab of tabs.all) {
      await expect.poll(() => tab.read(() => pool.getState().waiting.normal)).toBe(40 - limit);
    }
    account.hold(false);
    await untilDone(tabs.all);
    expect(account.peak).toBe(limit);
    expect(account.journal.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 40 }, () => 'done'));
    expect(new Set(account.journal.map(({ name }) => name)).size).toBe(40);
    for (const tab of [0, 1, 2, 3]) {
      const ofTab = account.journal.filter(({ name }) => name.startsWith(`${tab}.`));
      expect(ofTab.map(({ name }) => name)).toEqual(Array.from({ length: 10 }, (_, job) => `${tab}.${job}`));
    }
    // While all four have work, none gets ahead of another by more than it had when it was alone, and what may pass
    // each other on the way to the provider.
    const turns = account.journal.slice(0, 32).map(({ name }) => Number(name.slice(0, 1)));
    for (let count = limit; count <= turns.length; count += 1) {
      const shares = [0, 1, 2, 3].map((tab) => turns.slice(0, count).filter((turn) => turn === tab).length);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(2 * limit);
    }
    expect(tabs.problems()).toEqual([]);
  },
);

test.each(['crash', 'close', 'reload'] as const)(
  'when the conductor goes by %s, the others go on',
  async (how) => {
    const { account, tabs } = await scene(3, 1);
    await sayInEach({ account, tabs }, 8, 60);
    const roles = (): Promise<string[]> =>
      Promise.all(tabs.all.map(({ read }) => read(() => pool.getState().role)));
    await expect.poll(roles).toContain('conductor');
    const conductor = (await roles()).indexOf('conductor');
    const { page } = tabs.get(conductor);
    if (how === 'crash') await crash(page);
    else if (how === 'close') await page.close();
    else await page.reload();
    const others = tabs.all.filter((_, tab) => tab !== conductor);
    await untilDone(others);
    expect(account.peak).toBe(1);
    expect(account.journal.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
    const done = account.journal.filter(
      ({ name, outcome }) => outcome === 'done' && !name.startsWith(`${conductor}.`),
    );
    expect(new Set(done.map(({ name }) => name)).size).toBe(16);
    expect(done).toHaveLength(16);
  },
);
