import { expect, test } from 'vitest';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import type { Job, Pool } from '../../src/pool/types.ts';
import { VirtualAccount } from '../../src/testing/virtual-account.ts';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';
import type { VirtualTab } from '../../src/testing/virtual-tab.ts';

interface Speaker {
  readonly tab: VirtualTab;
  readonly pool: Pool;
  say(count: number, ms: number): Job<string>[];
}

interface Scene {
  readonly browser: VirtualBrowser;
  readonly account: VirtualAccount;
  readonly tabs: readonly [Speaker, Speaker, Speaker];
}

function scene(limit: number): Scene {
  const browser = new VirtualBrowser();
  const account = new VirtualAccount(browser.clock, limit);
  const open = (): Speaker => {
    const tab = browser.openTab();
    const pool = createPoolOn(tab.platform, 'speech', { limit });
    return {
      tab,
      pool,
      say: (count, ms) =>
        Array.from({ length: count }, (_, job) => pool.run(account.task(`${tab.id}.${job}`, ms, 1, { tab }))),
    };
  };
  return { browser, account, tabs: [open(), open(), open()] };
}

/** How long it takes until all of them are done, in virtual milliseconds. */
async function timeOf({ browser }: Scene, jobs: readonly Job<string>[]): Promise<number> {
  const startMs = browser.clock.now();
  await browser.clock.until(() => jobs.every((job) => job.getState().state === 'done'), 200_000);
  return browser.clock.now() - startMs;
}

test.each(['suspended', 'frozen without a word'] as const)(
  'a slot that is given to a tab which was %s goes to another soon: its request never began [Y9]',
  async (how) => {
    const shared = scene(1);
    const [conductor, asleep, other] = shared.tabs;
    const jobs = conductor.say(12, 1000);
    await shared.browser.clock.advance(50);
    asleep.say(3, 1000);
    jobs.push(...other.say(2, 1000));
    await shared.browser.clock.advance(50);
    if (how === 'suspended') asleep.tab.suspend();
    else asleep.tab.freeze({ warned: false });
    expect(await timeOf(shared, jobs)).toBeLessThan(14 * 1000 + 8000);
    expect(shared.account.refusals).toBe(0);
    expect(shared.account.peak).toBe(1);
    asleep.tab.wake();
    await shared.browser.clock.until(() => shared.account.journal.length === 17, 60_000);
    expect(shared.account.peak).toBe(1);
  },
);

test('a conductor that is frozen without a word takes no slot that it could not use [Y9]', async () => {
  const shared = scene(3);
  const [conductor, ...others] = shared.tabs;
  conductor.say(1, 1e9);
  await shared.browser.clock.advance(50);
  const jobs = others.flatMap((other) => other.say(10, 100));
  await shared.browser.clock.advance(10);
  conductor.say(10, 1e9);
  await shared.browser.clock.advance(50);
  conductor.tab.freeze({ warned: false });
  expect(await timeOf(shared, jobs)).toBeLessThan(10_000);
  expect(shared.account.peak).toBe(3);
});
