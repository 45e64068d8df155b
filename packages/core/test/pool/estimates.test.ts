import { describe, expect, test } from 'vitest';
import { LANES } from '../../src/scheduler/lane.ts';
import { poolScene, waiting } from './support/scene.ts';

describe('when a job starts', () => {
  test('is told from how long jobs took, by slot, and not before one has ended [E4]', async () => {
    const { account, open, pass } = poolScene({ limit: 2 });
    const { pool } = open();
    const jobs = Array.from({ length: 8 }, (_, job) => pool.run(account.task(`${job}`, 1000)));
    await pass(500);
    expect(waiting(jobs[2]!)).not.toHaveProperty('startsInMs');
    await pass(501);
    // Two run, two free slots a second: the first of those that wait starts in half a second, and so on.
    expect(jobs.slice(4).map((job) => waiting(job).startsInMs)).toEqual([500, 1000, 1500, 2000]);
    expect(jobs.slice(4).map((job) => waiting(job).startsInSpreadMs)).toEqual([0, 0, 0, 0]);
  });

  test('is the more uncertain, the more the jobs before it differ [E4]', async () => {
    const { account, open, pass } = poolScene();
    const { pool } = open();
    for (const ms of [100, 1900, 100, 1900]) pool.run(account.task(`${ms}`, ms));
    const jobs = Array.from({ length: 5 }, (_, job) => pool.run(account.task(`${job}`, 1000)));
    await pass(4100);
    const spreads = jobs.slice(1).map((job) => waiting(job).startsInSpreadMs!);
    expect(spreads[0]).toBeGreaterThan(800);
    expect(spreads[3]).toBeGreaterThan(spreads[0]! * 1.9);
  });

  test('waits for the gate too [E4]', async () => {
    const { account, open, pass } = poolScene();
    const { pool } = open();
    pool.run(account.task('measured', 1000));
    await pass(1100);
    account.refuseNext(1, { kind: 'overloaded', retryAfterMs: 20_000 });
    const jobs = ['a', 'b'].map((name) => pool.run(account.task(name, 1000)));
    await pass(100);
    const [first, second] = jobs.map((job) => waiting(job).startsInMs!);
    expect(first).toBeGreaterThan(19_000);
    expect(second! - first!).toBe(1000);
  });

  test.each([-86_400_000, 86_400_000])(
    'is the same after the calendar has jumped by %i ms [E4, E7]',
    async (jumpMs) => {
      const { browser, account, open, pass } = poolScene();
      const { pool } = open();
      pool.run(account.task('measured', 1000));
      await pass(1100);
      account.refuseNext(1, { kind: 'overloaded', retryAfterMs: 20_000 });
      const jobs = ['a', 'b', 'c'].map((name) => pool.run(account.task(name, 1000)));
      await pass(100);
      const before = jobs.map((job) => waiting(job));
      browser.clock.jumpWall(jumpMs);
      expect(jobs.map((job) => waiting(job))).toEqual(before);
      await pass(1000);
      expect(jobs.map((job) => before[0]!.startsInMs! - waiting(job).startsInMs!)).toEqual([1000, 0, -1000]);
    },
  );
});

describe('how much work a job is', () => {
  test('counts where it waits in this tab: a text of twice the length takes twice as long [E9]', async () => {
    const { account, open, pass } = poolScene();
    const { pool } = open();
    pool.run(account.task('measured', 1000), { units: 100 });
    await pass(1100);
    const jobs = [1, 2, 3].map((job) => pool.run(account.task(`${job}`, 2000), { units: 200 }));
    await pass(10);
    expect(jobs.slice(1).map((job) => waiting(job).startsInMs)).toEqual([2000, 4000]);
  });

  test('is taken to be what it was so far, for jobs that wait in other tabs [E9]', async () => {
    const { account, open, pass } = poolScene();
    const [first, second] = [open(), open()];
    first.pool.run(account.task('measured', 1000), { units: 100 });
    await pass(1100);
    first.pool.run(account.task('runs', 1000), { units: 100 });
    await pass(100);
    const own = [1, 2].map((job) => first.pool.run(account.task(`own ${job}`, 500), { units: 50 }));
    for (const job of [1, 2]) second.pool.run(account.task(`other ${job}`, 1000), { units: 5000 });
    await pass(300);
    // Half of those that wait are own ones of half the size: 750 ms each, told to a tenth of a second.
    expect(own.map((job) => waiting(job).queuePosition)).toEqual([1, 3]);
    expect(own.map((job) => waiting(job).startsInMs)).toEqual([800, 2300]);
  });
});

describe('a position', () => {
  test('says how many jobs of which lane are ahead: one less than it is [E3]', async () => {
    const { account, open, pass } = poolScene();
    const tabs = [open(), open()];
    for (const { pool } of tabs) pool.run(account.task('runs', 10_000));
    await pass(100);
    const jobs = tabs.flatMap(({ pool }) =>
      LANES.flatMap((lane) => [1, 2].map((job) => pool.run(account.task(`${lane} ${job}`), { lane }))),
    );
    await pass(200);
    for (const job of jobs) {
      const { ahead, queuePosition } = waiting(job);
      expect(ahead!.interactive + ahead!.normal + ahead!.background).toBe(queuePosition! - 1);
    }
    // One of the two that ran has started; the other waits in lane normal.
    const last = jobs.find((job) => waiting(job).queuePosition === jobs.length + 1)!;
    expect(waiting(last).ahead).toEqual({ interactive: 4, normal: 5, background: 3 });
  });

  test('is absent, and the job waits for word, until the conductor has spoken of the tab [E2, E6]', async () => {
    const { account, open, pass } = poolScene();
    const [first, second] = [open(), open()];
    first.pool.run(account.task('runs', 10_000));
    await pass(100);
    const job = second.pool.run(account.task('waits'));
    expect(waiting(job)).toEqual({ state: 'waiting', estimated: true, waitsFor: 'word', retry: null });
    await pass(200);
    expect(waiting(job)).toMatchObject({ queuePosition: 1, waitsFor: 'turn', estimated: false });
  });

  test('is certain where all jobs are of one weight and one lane, in every tab [E5]', async () => {
    const { account, open, pass } = poolScene();
    const tabs = [open(), open(), open()];
    const jobs = tabs.flatMap(({ pool }) => [1, 2, 3].map((job) => pool.run(account.task(`${job}`, 5000))));
    await pass(200);
    expect(jobs.slice(1).map((job) => waiting(job).estimated)).not.toContain(true);
  });

  test.each([
    ['a weight', { weight: 2 }],
    ['a higher lane, past which its own may age', { lane: 'interactive' }],
    ['a lower lane, which may age past it', { lane: 'background' }],
  ] as const)('is estimated where others have %s, in this tab or in another [E5]', async (_what, options) => {
    const { account, open, pass } = poolScene({ limit: 2 });
    for (const isSameTab of [true, false]) {
      const first = open();
      const second = isSameTab ? first : open();
      first.pool.run(account.task('runs', 10_000), { weight: 2 });
      // oxlint-disable-next-line no-await-in-loop -- one pair of tabs after the other
      await pass(100);
      const job = first.pool.run(account.task('waits'));
      second.pool.run(account.task('other'), options);
      // oxlint-disable-next-line no-await-in-loop
      await pass(200);
      expect(waiting(job).estimated).toBe(true);
      for (const { pool } of [first, second]) pool.close();
      // oxlint-disable-next-line no-await-in-loop
      await pass(1000);
    }
  });

  test('of a lower lane is not certain while jobs of a higher one may be overtaken by it [E5]', async () => {
    const { account, open, pass } = poolScene({ mode: 'single', ageingMs: 1000 });
    const { pool } = open();
    const late = pool.run(account.task('late'), { lane: 'background' });
    for (let job = 0; job < 100; job += 1) pool.run(account.task(`${job}`), { lane: 'interactive' });
    await pass(10);
    expect(waiting(late)).toMatchObject({ queuePosition: 100, estimated: true });
    await pass(5000);
    expect(account.started.indexOf('late')).toBeLessThan(50);
  });
});

describe('what a job waits for', () => {
  test.each(['single', 'coordinated'] as const)(
    'is its turn, the gate, its own retry, or that somebody resumes (%s) [E6, S7]',
    async (mode) => {
      const { account, open, pass } = poolScene({ mode });
      const { pool } = open();
      pool.run(account.task('runs', 1000));
      const job = pool.run(account.task('waits'));
      await pass(100);
      expect(waiting(job)).toMatchObject({ waitsFor: 'turn', queuePosition: 1 });
      pool.pause();
      expect(waiting(job)).toMatchObject({ waitsFor: 'paused', estimated: true });
      expect(waiting(job)).not.toHaveProperty('queuePosition');
      pool.resume();
      account.refuseNext(1, { kind: 'overloaded', retryAfterMs: 1000 });
      account.refuseNext(1, { kind: 'transient' });
      await pass(1500);
      expect(waiting(job)).toMatchObject({ waitsFor: 'gate', queuePosition: 1 });
      await pass(1000);
      expect(waiting(job)).toMatchObject({ waitsFor: 'retry', retry: { attempt: 3 } });
      expect(waiting(job)).not.toHaveProperty('queuePosition');
    },
  );
});
