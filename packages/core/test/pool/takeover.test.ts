import { describe, expect, test } from 'vitest';
import { poolNames } from '../../src/pool/names.ts';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import { VirtualAccount } from '../../src/testing/virtual-account.ts';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';
import { finishAll, sayInAll, tabsScene } from './support/tabs-scene.ts';

describe('when the conductor goes', () => {
  test.each(['crash', 'leave', 'close'] as const)(
    'by %s, the others go on within 150 ms [T5]',
    async (how) => {
      const shared = tabsScene(3, 1);
      const jobs = sayInAll(shared, 5, 100);
      await shared.browser.clock.advance(350);
      const conductor = shared.tabs.findIndex(({ pool }) => pool.getState().role === 'conductor');
      const gone = shared.tabs[conductor]!;
      if (how === 'crash') gone.tab.crash();
      else if (how === 'leave') gone.tab.happen('leave');
      else gone.pool.close();
      const goneAtMs = shared.browser.clock.now();
      const others = jobs.filter((_, tab) => tab !== conductor).flat();
      await finishAll(shared, others);
      const next = shared.account.journal.find(
        (visit) => visit.startedAtMs > goneAtMs && !visit.name.startsWith(`${conductor}.`),
      );
      // A request that was in flight when the tab crashed is not ours to end here: the next waits for nothing else.
      expect(next!.startedAtMs - goneAtMs).toBeLessThanOrEqual(150);
      for (const job of others) expect(job.getState().state).toBe('done');
    },
  );

  test('a cut job runs again when its page returns [Y2, Y3]', async () => {
    const shared = tabsScene(2, 1);
    const jobs = sayInAll(shared, 3, 100);
    await shared.browser.clock.advance(50);
    shared.tabs[0]!.tab.happen('leave');
    await shared.browser.clock.advance(500);
    shared.tabs[0]!.tab.happen('return');
    shared.tabs[0]!.tab.happen('return');
    await finishAll(shared, jobs.flat());
    expect(shared.account.peak).toBe(1);
    for (const job of jobs.flat()) expect(job.getState().state).toBe('done');
    expect(shared.account.journal.filter(({ name }) => name === '0.0').map(({ outcome }) => outcome)).toEqual(
      ['aborted', 'done'],
    );
  });

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
});
