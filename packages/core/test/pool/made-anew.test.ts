import { expect, test } from 'vitest';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import { VirtualAccount } from '../../src/testing/virtual-account.ts';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';

test.each(['closed while it runs a job', 'closed after it was cancelled'] as const)(
  'what a pool cut that was %s rests also for another pool of the same name in the same page [Y7]',
  async (how) => {
    const browser = new VirtualBrowser();
    const account = new VirtualAccount(browser.clock, 1, { cutLagMs: 200 });
    const { platform } = browser.openTab();
    const create = () => createPoolOn(platform, 'speech', { limit: 1, releaseLagMs: 250 });
    const before = create();
    const cut = before.run(account.task('cut', 10_000));
    cut.finished.catch(() => {});
    await browser.clock.advance(100);
    if (how === 'closed after it was cancelled') {
      cut.cancel();
      await browser.clock.advance(20);
    }
    before.close();
    const job = create().run(account.task('next'));
    await browser.clock.until(() => job.getState().state === 'done');
    expect(account.journal.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['cut', 'aborted'],
      ['next', 'done'],
    ]);
  },
);

test('a pool of another page knows nothing of it', async () => {
  const browser = new VirtualBrowser();
  const account = new VirtualAccount(browser.clock, 1);
  const create = () => createPoolOn(browser.openTab().platform, 'speech', { limit: 1, releaseLagMs: 5000 });
  const before = create();
  before.run(account.task('cut', 10_000)).finished.catch(() => {});
  await browser.clock.advance(100);
  before.close();
  const job = create().run(account.task('next'));
  await browser.clock.advance(1000);
  expect(job.getState().state).toBe('done');
});
