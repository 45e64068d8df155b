import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import type { Message } from '../../src/pool/protocol.ts';
import type { Pool } from '../../src/pool/types.ts';
import { VirtualAccount } from '../../src/testing/virtual-account.ts';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';
import { waiting } from './support/scene.ts';

beforeEach(() => {
  // Tabs with different limits warn.
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => void vi.restoreAllMocks());

interface Scene {
  readonly browser: VirtualBrowser;
  readonly account: VirtualAccount;
  readonly declined: () => number;
  readonly open: (limit: number) => Pool;
}

function scene(): Scene {
  let declined = 0;
  const browser = new VirtualBrowser({
    onPost: (message) => {
      // Whatever the pools post is a message of theirs.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      const told = message as Message;
      if (told.type === 'done' && told.outcome.type === 'declined') declined += 1;
    },
  });
  const account = new VirtualAccount(browser.clock, 3);
  const open = (limit: number): Pool => createPoolOn(browser.openTab().platform, 'speech', { limit });
  return { browser, account, declined: () => declined, open };
}

describe('tabs that were given different limits', () => {
  test('keep the lowest while that tab has work, and each of the others warns once [L4]', async () => {
    const { browser, account, open } = scene();
    const pools = [open(3), open(2)];
    const jobs = pools.flatMap((pool, tab) =>
      Array.from({ length: 12 }, (_, job) => pool.run(account.task(`${tab}.${job}`))),
    );
    await browser.clock.advance(300);
    expect(pools.map((pool) => pool.getState().limit)).toEqual([2, 2]);
    await browser.clock.until(() => jobs.every((job) => job.getState().state === 'done'));
    expect(vi.mocked(console.warn).mock.calls.flat()).toEqual([
      expect.stringContaining('a limit of 3 here and of 2 in another tab'),
    ]);
  });
});

describe('a job that is wider than the limit of another tab with work', () => {
  test.each(['conductor', 'member'] as const)(
    'holds up nobody behind it, and waits until that tab is idle (its own tab is %s) [O8, L4]',
    async (role) => {
      const { browser, account, declined, open } = scene();
      const pools = role === 'conductor' ? [open(3), open(2)] : [open(2), open(3)];
      const [wideTab, narrowTab] = role === 'conductor' ? pools : pools.toReversed();
      pools[0]!.run(account.task('before', 300));
      await browser.clock.advance(100);
      for (let job = 0; job < 5; job += 1) narrowTab!.run(account.task(`narrow.${job}`, 1000));
      const wide = wideTab!.run(account.task('wide', 100, 3), { weight: 3 });
      const behind = [1, 2].map((job) => wideTab!.run(account.task(`behind.${job}`, 100)));
      await browser.clock.advance(100);
      expect(waiting(wide)).toEqual({
        state: 'waiting',
        estimated: true,
        waitsFor: 'limit',
        retry: null,
      });
      await browser.clock.advance(1500);
      expect(behind.map((job) => job.getState().state)).toEqual(['done', 'done']);
      expect(waiting(wide).waitsFor).toBe('limit');
      await browser.clock.until(() => wide.getState().state === 'done');
      expect(account.started.at(-1)).toBe('wide');
      expect(account.refusals).toBe(0);
      expect(declined()).toBe(0);
    },
  );

  test('keeps its place for when it may run: what came after it in its lane does not pass it then [O1, O8]', async () => {
    const { browser, account, open } = scene();
    const [narrowTab, wideTab] = [open(2), open(3)];
    narrowTab.run(account.task('narrow', 500));
    await browser.clock.advance(100);
    const wide = wideTab.run(account.task('wide', 100, 3), { weight: 3 });
    for (let job = 0; job < 20; job += 1) wideTab.run(account.task(`behind.${job}`, 100));
    await browser.clock.until(() => wide.getState().state === 'done');
    // Some passed it while the limit was 2; from then on it was the first.
    expect(account.started.indexOf('wide')).toBeGreaterThan(2);
    expect(account.started.indexOf('wide')).toBeLessThan(12);
  });
});
