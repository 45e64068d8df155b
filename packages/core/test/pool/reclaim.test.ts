import { describe, expect, test } from 'vitest';
import { CuelightError } from '../../src/errors.ts';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import type { HeldSlots, Pool } from '../../src/pool/types.ts';
import { VirtualBrowser, type VirtualBrowserOptions } from '../../src/testing/virtual-browser.ts';
import type { VirtualTab } from '../../src/testing/virtual-tab.ts';
import { untyped } from '../support/untyped.ts';

type Mode = 'coordinated' | 'degraded' | 'single';

interface Holder {
  readonly held: HeldSlots;
  /** How often it was asked to give its slots back. */
  asked: number;
}

interface Scene {
  readonly browser: VirtualBrowser;
  readonly open: () => { readonly tab: VirtualTab; readonly pool: Pool };
}

function scene(limit: number, mode: Mode = 'coordinated', options: VirtualBrowserOptions = {}): Scene {
  const browser = new VirtualBrowser(options);
  return {
    browser,
    open: () => {
      const tab = browser.openTab({ locks: mode === 'degraded' ? 'none' : 'granted' });
      const pool = createPoolOn(tab.platform, 'sockets', {
        limit,
        longestRequestMs: 5000,
        ...(mode === 'single' && { mode }),
      });
      return { tab, pool };
    },
  };
}

/** Opens a socket: takes slots, and gives them back when it is asked, if it is not `stubborn`. */
async function hold(
  { browser }: Scene,
  pool: Pool,
  { weight = 1, stubborn = false }: { readonly weight?: number; readonly stubborn?: boolean } = {},
): Promise<Holder> {
  let holder: Holder | null = null;
  const onReclaim = (): void => {
    if (holder === null) return;
    holder.asked += 1;
    if (!stubborn) holder.held.release();
  };
  void pool.acquire({ weight, onReclaim }).then((held) => (holder = { held, asked: 0 }));
  await browser.clock.until(() => holder !== null, 10_000);
  if (holder === null) throw new Error('No slots');
  return holder;
}

function isReclaim(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'reclaim';
}

const quick = async (): Promise<string> => 'done';

describe.each(['coordinated', 'degraded', 'single'] as const)('an idle lease in mode %s', (mode) => {
  test('is asked back, once, when a job of its own tab waits and no slot is free [Q10]', async () => {
    const shared = scene(1, mode);
    const { pool } = shared.open();
    const holder = await hold(shared, pool, { stubborn: true });
    holder.held.setIdle(true);
    await shared.browser.clock.advance(1000);
    expect(holder.asked).toBe(0);
    const job = pool.run(quick);
    await shared.browser.clock.advance(10_000);
    expect(holder.asked).toBe(1);
    expect(job.getState().state).toBe('waiting');
    holder.held.release();
    await shared.browser.clock.advance(100);
    expect(job.getState().state).toBe('done');
  });

  test('that its holder has given back by itself is asked for no more: the next one is [Q10]', async () => {
    const shared = scene(1, mode);
    const { pool } = shared.open();
    const first = await hold(shared, pool);
    first.held.setIdle(true);
    first.held.release();
    await shared.browser.clock.advance(100);
    const second = await hold(shared, pool);
    second.held.setIdle(true);
    const job = pool.run(quick);
    await shared.browser.clock.advance(1000);
    expect([first.asked, second.asked]).toEqual([0, 1]);
    expect(job.getState().state).toBe('done');
  });

  test('is not asked back while it is busy, and is when it is idle again [Q11]', async () => {
    const shared = scene(1, mode);
    const { pool } = shared.open();
    const holder = await hold(shared, pool);
    const job = pool.run(quick);
    await shared.browser.clock.advance(10_000);
    holder.held.setIdle(true);
    holder.held.setIdle(false);
    await shared.browser.clock.advance(10_000);
    expect(holder.asked).toBe(0);
    holder.held.setIdle(true);
    await shared.browser.clock.advance(100);
    expect(holder.asked).toBe(1);
    expect(job.getState().state).toBe('done');
  });

  test('stays where there is a slot for everybody who waits [Q10]', async () => {
    const shared = scene(3, mode);
    const { pool } = shared.open();
    const holders = [await hold(shared, pool), await hold(shared, pool)];
    for (const { held } of holders) held.setIdle(true);
    for (let job = 0; job < 2; job += 1) {
      pool.run(quick);
      await shared.browser.clock.advance(100);
    }
    expect(holders.map(({ asked }) => asked)).toEqual([0, 0]);
  });
});

describe.each(['coordinated', 'degraded'] as const)('an idle lease of another tab in mode %s', (mode) => {
  test('is asked back when a tab waits, and no more of them than slots are wanted [Q10, Q12]', async () => {
    const shared = scene(2, mode);
    const [first, second] = [shared.open(), shared.open()];
    const holders = [await hold(shared, first.pool), await hold(shared, first.pool)];
    for (const { held } of holders) held.setIdle(true);
    const job = second.pool.run(quick);
    await shared.browser.clock.until(() => job.getState().state === 'done', 1000);
    expect(holders.reduce((sum, { asked }) => sum + asked, 0)).toBe(1);
  });

  test('does not stand in the way when its tab crashes before it gives the slot back [Q13]', async () => {
    const shared = scene(1, mode);
    const [first, second] = [shared.open(), shared.open()];
    const holder = await hold(shared, first.pool, { stubborn: true });
    holder.held.setIdle(true);
    const job = second.pool.run(quick);
    await shared.browser.clock.advance(500);
    expect(holder.asked).toBe(1);
    first.tab.crash();
    await shared.browser.clock.until(() => job.getState().state === 'done', 10_000);
  });
});

describe('idle leases', () => {
  test('are held for as long as their tab lives, however long nobody else wants them [Q13]', async () => {
    const shared = scene(1);
    const [first, second] = [shared.open(), shared.open()];
    const holder = await hold(shared, first.pool);
    const waiting = second.pool.run(quick);
    await shared.browser.clock.advance(60_000);
    expect(holder.held.signal.aborted).toBe(false);
    expect(waiting.getState().state).toBe('waiting');
    holder.held.setIdle(true);
    await shared.browser.clock.advance(100);
    expect(waiting.getState().state).toBe('done');
  });

  test('of a tab that is suspended do not keep another from being asked [Q12]', async () => {
    const shared = scene(2);
    const [first, second, third] = [shared.open(), shared.open(), shared.open()];
    const asleep = await hold(shared, first.pool);
    const awake = await hold(shared, second.pool);
    asleep.held.setIdle(true);
    await shared.browser.clock.advance(100);
    second.pool.run(quick);
    first.tab.suspend();
    await shared.browser.clock.advance(100);
    awake.held.setIdle(true);
    const job = third.pool.run(quick);
    await shared.browser.clock.until(() => job.getState().state === 'done', 20_000);
    expect(awake.asked).toBe(1);
  });

  test('are asked again where the message was lost [Q12]', async () => {
    let lost = 0;
    const shared = scene(1, 'coordinated', { isLost: (message) => isReclaim(message) && lost++ < 1 });
    const [conductor, other] = [shared.open(), shared.open()];
    const first = await hold(shared, conductor.pool);
    const holding = hold(shared, other.pool);
    await shared.browser.clock.advance(100);
    const again = conductor.pool.run(quick);
    first.held.release();
    const got = await holding;
    got.held.setIdle(true);
    const job = conductor.pool.run(quick);
    await shared.browser.clock.until(() => job.getState().state === 'done', 5000);
    expect([again.getState().state, got.asked, lost]).toEqual(['done', 1, 2]);
  });

  test('of several slots are asked back for one wide job [Q12]', async () => {
    const shared = scene(4);
    const [first, second] = [shared.open(), shared.open()];
    const holders = [
      await hold(shared, first.pool, { weight: 2 }),
      await hold(shared, first.pool),
      await hold(shared, first.pool),
    ];
    for (const { held } of holders) held.setIdle(true);
    const job = second.pool.run(quick, { weight: 3 });
    await shared.browser.clock.until(() => job.getState().state === 'done', 1000);
    expect(holders.map(({ asked }) => asked)).toEqual([1, 1, 0]);
  });

  test('are not asked back while a gate holds everybody up [Q10]', async () => {
    const shared = scene(2);
    const { pool } = shared.open();
    const holder = await hold(shared, pool);
    holder.held.setIdle(true);
    const refusal = new CuelightError('overloaded', {
      doing: 'run',
      because: 'refused',
      details: { retryAfterMs: 5000 },
    });
    let tries = 0;
    const job = pool.run(async () => {
      tries += 1;
      if (tries === 1) throw refusal;
    });
    await shared.browser.clock.advance(100);
    pool.run(quick);
    await shared.browser.clock.advance(4000);
    expect(holder.asked).toBe(0);
    await shared.browser.clock.until(() => job.getState().state === 'done', 10_000);
  });

  test('leave nothing behind once they are released or lost', async () => {
    const shared = scene(2);
    const { pool, tab } = shared.open();
    const [released, lost] = [await hold(shared, pool), await hold(shared, pool)];
    released.held.setIdle(true);
    released.held.release();
    released.held.release();
    released.held.setIdle(true);
    lost.held.setIdle(true);
    tab.freeze();
    tab.wake();
    lost.held.setIdle(true);
    await shared.browser.clock.advance(1000);
    const jobs = Array.from({ length: 5 }, () => pool.run(quick));
    await shared.browser.clock.advance(1000);
    expect(jobs.map((job) => job.getState().state)).toEqual(Array(5).fill('done'));
    expect([released.asked, lost.asked, lost.held.signal.aborted]).toEqual([0, 0, true]);
    expect(shared.browser.clock.pending).toBe(0);
  });

  test('need a function to ask them with [Q10]', async () => {
    const { pool } = scene(1).open();
    const error: unknown = await pool
      .acquire(untyped({ onReclaim: 'close' }))
      .catch((reason: unknown) => reason);
    expect(CuelightError.is(error) && error.code).toBe('invalid-option');
  });
});
