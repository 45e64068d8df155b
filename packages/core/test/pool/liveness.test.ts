import { describe, expect, test } from 'vitest';
import { poolScene } from './support/scene.ts';

const EPOCH = 'cuelight:scene:epoch';

describe('a conductor that no longer answers', () => {
  test.each(['suspended', 'frozen without a word'] as const)(
    'since it is %s keeps a visible tab waiting for some 6 s at most [T10]',
    async (how) => {
      const { account, browser, open, pass } = poolScene({ limit: 2 });
      const [first, second] = [open(), open()];
      first.pool.run(account.task('first', 60_000, 1, { tab: first.tab }));
      await pass(100);
      second.pool.run(account.task('second.0', 1000));
      await pass(500);
      expect(first.pool.getState().role).toBe('conductor');
      if (how === 'suspended') first.tab.suspend();
      else first.tab.freeze({ warned: false });
      const goneAtMs = browser.clock.now();
      const next = second.pool.run(account.task('second.1', 1000));
      await browser.clock.until(() => next.getState().state === 'running');
      expect(browser.clock.now() - goneAtMs).toBeLessThan(8000);
      expect(second.pool.getState().role).toBe('conductor');
    },
  );

  test('and one that answers keeps its part, however long others wait [T10]', async () => {
    const { account, open, pass } = poolScene();
    const [first, second] = [open(), open()];
    first.pool.run(account.task('first', 100_000));
    await pass(100);
    second.pool.run(account.task('second'));
    await pass(60_000);
    expect([first, second].map(({ pool }) => pool.getState().role)).toEqual(['conductor', 'member']);
  });
});

test('slots are locks whose names carry no version [T13]', async () => {
  const { account, browser, open, pass } = poolScene({ limit: 2 });
  const { pool } = open();
  for (const name of ['a', 'b']) pool.run(account.task(name, 1000));
  await pass(100);
  expect(browser.locks.held().filter((name) => name.includes('slot'))).toEqual([
    'cuelight:scene:slot:0',
    'cuelight:scene:slot:1',
  ]);
});

test.each(['', 'x', '-7', '1e999', '0.5', '{}', '9007199254740991', '9007199254740993', 'x'.repeat(10_000)])(
  'a stored epoch of %j does no harm [T15]',
  async (stored) => {
    const { account, browser, open, pass, untilDone } = poolScene();
    const tabs = [open(), open(), open()];
    tabs[0]!.tab.platform.storage.set(EPOCH, stored);
    const jobs = tabs.flatMap(({ pool }, tab) =>
      [1, 2, 3, 4].map((job) => pool.run(account.task(`${tab}.${job}`))),
    );
    await pass(350);
    // Taken in turn: every tab has heard the conductor.
    expect(account.started.map((name) => name.slice(0, 1)).toSorted()).toEqual(['0', '0', '1', '2']);
    const conductor = tabs.find(({ pool }) => pool.getState().role === 'conductor')!;
    conductor.pool.close();
    await untilDone(jobs.filter((job) => job.getState().state !== 'cancelled'));
    expect(browser.clock.now()).toBeLessThan(2000);
    expect(account.peak).toBe(1);
  },
);
