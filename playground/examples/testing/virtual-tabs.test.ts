import { createPoolOn, VirtualAccount, VirtualBrowser } from '@cuelight/core/testing';
import { expect, test } from 'vitest';

test('when a tab crashes in the middle of a request, the other goes on', async () => {
  const browser = new VirtualBrowser({ engine: 'chromium' });
  const account = new VirtualAccount(browser.clock, 1);
  const [left, right] = [browser.openTab(), browser.openTab()];
  const leftPool = createPoolOn(left.platform, 'speech', { limit: 1 });
  const rightPool = createPoolOn(right.platform, 'speech', { limit: 1 });

  leftPool.run(account.task('left', 60_000, 1, { tab: left }));
  const job = rightPool.run(account.task('right', 100));
  await browser.clock.advance(1000);
  expect(job.getState()).toMatchObject({ state: 'waiting', queuePosition: 1 });

  left.crash();
  await browser.clock.advance(1000);
  expect(job.getState().state).toBe('done');
  expect(account.peak).toBe(1);
  expect(account.refusals).toBe(0);
});
