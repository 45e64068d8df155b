import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { failingTask, poolScene } from './support/scene.ts';

const NONE = { interactive: 0, normal: 0, background: 0 };

describe('the snapshot of a pool', () => {
  test('of which nothing has happened yet [S1, S2, S3, S4, S5, S6, S7]', () => {
    const { pool } = poolScene({ limit: 3 }).open();
    const fresh = {
      name: 'scene',
      mode: 'coordinated',
      role: 'idle',
      limit: 3,
      workingLimit: 3,
      inUse: 0,
      waiting: NONE,
      tabs: [],
      gate: null,
      isPaused: false,
    };
    expect(pool.getInitialState()).toEqual(fresh);
    expect(pool.getState()).toEqual(fresh);
  });

  test('is the same in every tab, seen from each [S1, S2, S3, S4, S5]', async () => {
    const { account, open, pass } = poolScene({ limit: 2 });
    const [first, second] = [open(), open()];
    first.pool.run(account.task('a', 5000));
    await pass(100);
    second.pool.run(account.task('b', 5000));
    await pass(100);
    first.pool.run(account.task('c', 5000), { lane: 'interactive' });
    second.pool.run(account.task('d', 5000), { lane: 'background' });
    second.tab.hide();
    await pass(200);
    const [of1, of2] = [first.pool.getState(), second.pool.getState()];
    const shared = {
      limit: 2,
      workingLimit: 2,
      inUse: 2,
      waiting: { ...NONE, interactive: 1, background: 1 },
    };
    expect(of1).toMatchObject({ ...shared, role: 'conductor' });
    expect(of2).toMatchObject({ ...shared, role: 'member' });
    expect(of1.tabs).toEqual([
      {
        id: of2.tabs[0]!.id,
        isThisTab: true,
        isConductor: true,
        isVisible: true,
        waiting: { ...NONE, interactive: 1 },
        slots: [0],
      },
      {
        id: of2.tabs[1]!.id,
        isThisTab: false,
        isConductor: false,
        isVisible: false,
        waiting: { ...NONE, background: 1 },
        slots: [1],
      },
    ]);
    expect(of2.tabs.map(({ isThisTab }) => isThisTab)).toEqual([false, true]);
  });

  test.each(['single', 'coordinated'] as const)(
    'says why the gate is closed, until when, and how often in a row (%s) [S6]',
    async (mode) => {
      const { account, browser, open, pass } = poolScene({ mode });
      const { pool } = open();
      account.refuseNext(2, { kind: 'rate-window', retryAfterMs: 2000 });
      pool.run(account.task('a'));
      await pass(100);
      const { gate } = pool.getState();
      expect(gate).toMatchObject({ kind: 'rate-window', attempt: 1 });
      const leftMs = gate!.opensAtMs! - browser.clock.now();
      expect(leftMs).toBeGreaterThan(1800);
      expect(leftMs).toBeLessThan(2500);
      await browser.clock.until(() => pool.getState().gate?.attempt === 2);
      await browser.clock.until(() => pool.getState().gate === null);
      expect(account.journal.map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'done']);
    },
  );

  test('says null where only retryNow() opens the gate [S6]', async () => {
    const { open, pass } = poolScene();
    const { pool } = open();
    pool.run(failingTask('out-of-credit').task).finished.catch(() => {});
    await pass(100);
    expect(pool.getState().gate).toEqual({ kind: 'out-of-credit', opensAtMs: null, attempt: 1 });
  });

  test('tells of a pool that is alone where it was asked for [S1, S5]', async () => {
    const { account, open, pass } = poolScene({ mode: 'single' });
    const { pool, tab } = open();
    pool.run(account.task('a', 1000));
    await pass(10);
    const own = { isThisTab: true, isConductor: true, waiting: NONE, slots: [0] };
    expect(pool.getState()).toMatchObject({ mode: 'single', tabs: [{ ...own, isVisible: true }] });
    tab.hide();
    expect(pool.getState()).toMatchObject({ tabs: [{ ...own, isVisible: false }] });
  });

  test.each(['single', 'coordinated'] as const)(
    'shows the same opening of a gate, while its probe is out and when nobody has work (%s) [S6, S10]',
    async (mode) => {
      const { account, open, pass } = poolScene({ mode });
      const { pool } = open();
      account.refuseNext(1, { kind: 'overloaded' });
      const job = pool.run(account.task('a', 5000));
      job.finished.catch(() => {});
      await pass(1000);
      const look = pool.getState();
      expect(look.gate!.opensAtMs).toBeLessThan(600);
      await pass(3);
      expect(pool.getState()).toBe(look);
      job.cancel();
      await pass(3000);
      const idle = pool.getState();
      expect(idle).toMatchObject({ role: 'idle', gate: look.gate });
      await pass(30);
      expect(pool.getState()).toBe(idle);
    },
  );

  test('shows the limit of the tab itself where no tab has work [S3]', async () => {
    const { account, open, pass, untilDone } = poolScene({ limit: 2 });
    const [first, second] = [open(), open()];
    second.pool.setLimit(1);
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    onTestFinished(() => void vi.restoreAllMocks());
    await untilDone([first, second].map(({ pool }) => pool.run(account.task('a'))));
    await pass(1000);
    const limits = (): number[][] =>
      [first, second].map(({ pool }) => [pool.getState().limit, pool.getState().workingLimit]);
    expect(limits()).toEqual([
      [2, 2],
      [1, 1],
    ]);
    second.pool.setLimit(3);
    expect(limits()[1]).toEqual([3, 3]);
    for (const name of ['b', 'c']) first.pool.run(account.task(name, 1000));
    await pass(100);
    expect(first.pool.getState()).toMatchObject({ limit: 2, workingLimit: 2, inUse: 2 });
  });
});

describe('the snapshot of a job', () => {
  test('goes from waiting to running to its end [S8]', async () => {
    const { account, open, pass } = poolScene();
    const { pool } = open();
    const [done, cancelled] = ['a', 'b'].map((name) => pool.run(account.task(name)));
    const failed = pool.run(failingTask('invalid').task);
    failed.finished.catch(() => {});
    const states = (): string[] => [done, cancelled, failed].map((job) => job!.getState().state);
    expect(states()).toEqual(['waiting', 'waiting', 'waiting']);
    await pass(50);
    expect(done!.getState()).toEqual({ state: 'running', attempt: 1 });
    cancelled!.cancel();
    await pass(200);
    expect(states()).toEqual(['done', 'cancelled', 'failed']);
    expect(failed.getState()).toMatchObject({ error: { code: 'invalid' } });
  });

  test('cannot be written [S9]', () => {
    const { account, open } = poolScene();
    const { pool } = open();
    for (const store of [pool, pool.run(account.task('a'))]) expect(store).not.toHaveProperty('setState');
  });
});
