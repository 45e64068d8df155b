import { expect, test } from 'vitest';
import { poolNames } from '../../src/pool/names.ts';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import { VirtualAccount } from '../../src/testing/virtual-account.ts';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';

test('a hidden tab that takes over does not wait, by its late timers, for a tab that is just dying [T5]', async () => {
  const browser = new VirtualBrowser();
  const account = new VirtualAccount(browser.clock, 1);
  const tabs = Array.from({ length: 3 }, () => browser.openTab());
  const [conductor, hidden] = tabs;
  hidden?.hide();
  for (const tab of tabs) {
    const pool = createPoolOn(tab.platform, 'speech', { limit: 1 });
    for (let job = 0; job < 3; job += 1) pool.run(account.task(`${tab.id}.${job}`, 10_000, 1, { tab }));
    await browser.clock.advance(10);
  }
  // The browser gives back the locks of a tab that dies one after another: this one comes last.
  const dying = browser.openTab();
  void dying.platform.locks?.request(poolNames('speech').presence('dying'), { how: 'if-available' });
  await browser.clock.advance(10);
  const startedBefore = account.started.length;
  conductor?.crash();
  await browser.clock.advance(5);
  dying.crash();
  await browser.clock.advance(100);
  expect(account.started.length).toBe(startedBefore + 1);
});
