import { describe, expect, test } from 'vitest';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import type { Pool } from '../../src/pool/types.ts';
import type { Lane } from '../../src/scheduler/lane.ts';
import { VirtualAccount } from '../../src/testing/virtual-account.ts';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';

type Mode = 'coordinated' | 'degraded' | 'single';

interface Scene {
  readonly account: VirtualAccount;
  readonly open: () => Pool;
  readonly pass: (ms: number) => Promise<void>;
}

function scene(limit: number, mode: Mode): Scene {
  const browser = new VirtualBrowser();
  const account = new VirtualAccount(browser.clock, limit);
  return {
    account,
    open: () => {
      const tab = browser.openTab({ locks: mode === 'degraded' ? 'none' : 'granted' });
      return createPoolOn(tab.platform, 'sockets', { limit, ...(mode === 'single' && { mode }) });
    },
    pass: (ms) => browser.clock.advance(ms),
  };
}

/** Slots held by hand that give themselves back when they are asked for. */
async function idle(
  { pass }: Scene,
  pool: Pool,
  lane: Lane = 'normal',
): Promise<{ readonly asked: () => number }> {
  let asked = 0;
  const acquired = pool.acquire({
    lane,
    onReclaim: () => {
      asked += 1;
      void acquired.then((held) => held.release());
    },
  });
  await pass(1000);
  (await acquired).setIdle(true);
  return { asked: () => asked };
}

const MODES: readonly Mode[] = ['coordinated', 'degraded', 'single'];

describe('slots held by hand', () => {
  test.each(MODES)(
    'are asked back for the probe of a gate whose time has come, in mode %s [Q10, G5]',
    async (mode) => {
      const shared = scene(1, mode);
      const pool = shared.open();
      shared.account.refuseNext(1, { kind: 'overloaded' });
      const job = pool.run(shared.account.task('refused', 100));
      await shared.pass(20);
      const lease = await idle(shared, pool, 'interactive');
      await shared.pass(10_000);
      expect(lease.asked()).toBe(1);
      expect(job.getState().state).toBe('done');
    },
  );

  test.each(MODES)('are no probe that anybody waits for, in mode %s [G5, G6]', async (mode) => {
    const shared = scene(2, mode);
    const pool = shared.open();
    shared.account.refuseNext(1, { kind: 'overloaded' });
    const job = pool.run(shared.account.task('refused', 100));
    await shared.pass(20);
    const held = pool.acquire({ lane: 'interactive' });
    await shared.pass(5000);
    expect(job.getState().state).toBe('done');
    (await held).release();
  });

  test.each(MODES)('are not asked back when they have just been released, in mode %s [Q10]', async (mode) => {
    const shared = scene(1, mode);
    const pool = shared.open();
    let asked = 0;
    const acquired = pool.acquire({ onReclaim: () => (asked += 1) });
    await shared.pass(2000);
    const held = await acquired;
    held.setIdle(true);
    held.release();
    const job = pool.run(shared.account.task('next', 100));
    await shared.pass(2000);
    expect(job.getState().state).toBe('done');
    expect(asked).toBe(0);
  });

  test('are asked back for a wider job of the same tab, where tabs share evenly [Q10, T17]', async () => {
    const shared = scene(2, 'degraded');
    const [pool, other] = [shared.open(), shared.open()];
    const lease = await idle(shared, pool);
    const others = await idle(shared, other);
    const job = pool.run(shared.account.task('wide', 100, 2), { weight: 2 });
    await shared.pass(20_000);
    expect(job.getState().state).toBe('done');
    expect([lease.asked(), others.asked()]).toEqual([1, 1]);
  });
});
