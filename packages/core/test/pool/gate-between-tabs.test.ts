import { describe, expect, test } from 'vitest';
import { poolScene, type OpenTab } from './support/scene.ts';

function conductorOf(tabs: readonly OpenTab[]): OpenTab {
  const found = tabs.find(({ pool }) => pool.getState().role === 'conductor');
  if (found === undefined) throw new Error('Nobody conducts');
  return found;
}

describe('a closed gate', () => {
  test.each(['crash', 'close', 'freeze'] as const)(
    'holds everybody back for as long when the conductor goes by %s [G1, G11]',
    async (how) => {
      const { account, browser, open, pass } = poolScene();
      const tabs = [open(), open(), open()];
      account.refuseNext(1, { kind: 'overloaded', retryAfterMs: 10_000 });
      for (const { pool } of tabs) pool.run(account.task('a')).finished.catch(() => {});
      await pass(500);
      const refusedAtMs = account.journal[0]!.startedAtMs;
      conductorOf(tabs).tab[how]();
      await browser.clock.until(() => account.journal.length > 1);
      expect(browser.clock.now() - refusedAtMs).toBeGreaterThanOrEqual(10_000);
      expect(browser.clock.now() - refusedAtMs).toBeLessThan(10_000 + 500 + 1500);
    },
  );

  test('counts its refusals in a row over all conductors [G2, G11]', async () => {
    const { account, browser, open, pass } = poolScene();
    const tabs = [open(), open(), open()];
    account.refuseNext(3, { kind: 'overloaded' });
    for (const { pool } of tabs) pool.run(account.task('a')).finished.catch(() => {});
    await browser.clock.until(() => account.refusals === 2);
    await pass(200);
    conductorOf(tabs).tab.crash();
    await browser.clock.until(() => account.refusals === 3);
    await pass(200);
    const attempts = tabs.filter(({ tab }) => !tab.isGone).map(({ pool }) => pool.getState().gate?.attempt);
    expect(attempts).toEqual([3, 3]);
  });

  test('lets one probe out when the network is back, though every tab notices [G10]', async () => {
    const { account, browser, open, pass } = poolScene({ limit: 3 });
    const tabs = [open(), open(), open()];
    account.isReachable = false;
    for (const { pool } of tabs) for (const name of ['a', 'b']) pool.run(account.task(name, 1000));
    await pass(20_000);
    expect(tabs.map(({ pool }) => pool.getState().gate?.kind)).toEqual(['offline', 'offline', 'offline']);
    await browser.clock.until(
      () => (tabs[0]!.pool.getState().gate?.opensAtMs ?? 0) > browser.clock.now() + 500,
    );
    const before = account.journal.length;
    account.isReachable = true;
    for (const { tab } of tabs) tab.happen('online');
    await pass(500);
    expect(account.journal).toHaveLength(before + 1);
    await pass(1000);
    expect(account.counted).toBe(3);
  });

  test.each(['crash', 'close', 'freeze'] as const)(
    'has one probe out, also when whoever sent it goes by %s [G5, G11]',
    async (how) => {
      const { account, browser, open, pass } = poolScene({ limit: 3 });
      const [sender, probing, waiting] = [open(), open(), open()];
      sender.pool.run(account.task('own', 60_000)).finished.catch(() => {});
      await pass(20);
      account.refuseNext(1, { kind: 'overloaded' });
      probing.pool.run(account.task('refused', 5000));
      await browser.clock.until(() => account.refusals === 1);
      waiting.pool.run(account.task('next', 5000));
      await browser.clock.until(() => account.journal.length === 3);
      expect(conductorOf([sender, probing, waiting])).toBe(sender);
      sender.tab[how]();
      await pass(4000);
      expect(account.journal).toHaveLength(3);
      await pass(2000);
      expect(account.journal).toHaveLength(4);
    },
  );
});
