import { describe, expect, test } from 'vitest';
import type { Message } from '../../src/pool/protocol.ts';
import type { HeldSlots } from '../../src/pool/types.ts';
import { errorOf, poolScene, waiting } from './support/scene.ts';

describe('a page that goes away', () => {
  test.each(['freeze', 'navigateAway', 'close'] as const)(
    'has let go of everything when its event is over (%s) [Y1]',
    async (how) => {
      const { account, browser, open, pass } = poolScene({ limit: 2 });
      const [first, second] = [open(), open()];
      const signals: AbortSignal[] = [];
      for (const { pool } of [first, second]) {
        for (let job = 0; job < 3; job += 1) {
          pool.run((context) => {
            signals.push(context.signal);
            return account.task('long', 60_000)(context);
          });
        }
      }
      await pass(100);
      expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
      first.tab[how]();
      second.tab.happen('leave');
      expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
      expect(browser.openChannels).toBe(0);
      // What a page has said to the lock manager is heard also after it was frozen.
      await pass(1);
      expect(browser.locks.held()).toEqual([]);
      expect(browser.locks.pending).toBe(0);
    },
  );

  test('returns once, however often that is told, and under another id [Y2]', async () => {
    const { account, browser, open, pass } = poolScene();
    const { tab, pool } = open();
    const jobs = ['a', 'b'].map((name) => pool.run(account.task(name, 1000)));
    await pass(100);
    const [before] = pool.getState().tabs;
    tab.happen('leave');
    tab.happen('leave');
    await pass(200);
    expect(pool.getState().role).toBe('idle');
    tab.happen('return');
    tab.happen('return');
    await pass(200);
    expect(browser.openChannels).toBe(1);
    expect(browser.locks.held().filter((name) => name.includes(':tab:'))).toHaveLength(1);
    expect(pool.getState().tabs[0]!.id).not.toBe(before!.id);
    expect(jobs.map((job) => job.getState())).toMatchObject([{ attempt: 2 }, { queuePosition: 1 }]);
  });

  test('aborts what runs also where it is alone, and starts nothing until it returns [Y1, Y2]', async () => {
    const { account, open, pass } = poolScene({ mode: 'single' });
    const { tab, pool } = open();
    const jobs = ['a', 'b'].map((name) => pool.run(account.task(name, 1000)));
    await pass(100);
    tab.happen('leave');
    expect(account.journal.map(({ outcome }) => outcome)).toEqual(['aborted']);
    await pass(5000);
    expect(jobs.map((job) => job.getState().state)).toEqual(['waiting', 'waiting']);
    tab.happen('return');
    tab.happen('return');
    await pass(500);
    expect(jobs.map((job) => job.getState())).toMatchObject([{ attempt: 2 }, { state: 'waiting' }]);
  });

  test.each(['single', 'coordinated'] as const)(
    'runs what was cut before what came after it (%s) [Y3]',
    async (mode) => {
      const { account, open, pass } = poolScene({ mode });
      const { tab, pool } = open();
      for (const name of ['a', 'b', 'c']) pool.run(account.task(name));
      await pass(150);
      tab.happen('leave');
      pool.run(account.task('d'));
      await pass(1000);
      expect(account.started).toEqual(['a', 'b']);
      tab.happen('return');
      await pass(1000);
      expect(account.started).toEqual(['a', 'b', 'b', 'c', 'd']);
    },
  );

  test('loses the slots that it holds by hand, and does not ask for them again when it returns [Q9, Y1]', async () => {
    const { account, browser, open, pass, untilDone } = poolScene();
    const [first, second] = [open(), open()];
    let held: HeldSlots | null = null;
    void first.pool.acquire().then((slots) => (held = slots));
    await browser.clock.until(() => held !== null);
    first.tab.happen('leave');
    expect(held!.signal.aborted).toBe(true);
    await untilDone([second.pool.run(account.task('other'))]);
    first.tab.happen('return');
    await pass(2000);
    expect(browser.locks.held()).toEqual([]);
  });
});

describe('a slot', () => {
  test('whose lock came more than 2 s after its grant is given back unused [Y4]', async () => {
    const said: Message[] = [];
    const { account, browser, open, pass, untilDone } = poolScene(
      {},
      {
        browser: {
          // Whatever the pools post is a message of theirs.
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion
          onPost: (message) => said.push(message as Message),
        },
      },
    );
    const [first, second] = [open(), open()];
    for (const name of ['a', 'b', 'c']) first.pool.run(account.task(name, 1000));
    await pass(500);
    const late = second.pool.run(account.task('late', 1000, 1, { tab: second.tab }));
    await browser.clock.until(() => said.some(({ type }) => type === 'grant'));
    // The grant arrives, the lock is asked for, and the page stands still before it comes.
    await pass(0.3);
    second.tab.suspend();
    await pass(3000);
    second.tab.wake();
    await untilDone([late]);
    const outcomes = said.flatMap((message) => (message.type === 'done' ? [message.outcome.type] : []));
    expect(outcomes).toContain('declined');
    expect(account.journal.filter(({ name }) => name === 'late')).toHaveLength(1);
  });

  test.each(['leaves', 'crashes'] as const)(
    'rests for the release lag when the tab that used it %s [Y7]',
    async (how) => {
      for (const [releaseLagMs, restMs] of [
        [300, 300],
        [0, 50],
      ] as const) {
        const { account, browser, open, pass } = poolScene({ releaseLagMs });
        const [first, second] = [open(), open()];
        first.pool.run(account.task('cut', 60_000, 1, { tab: first.tab }));
        second.pool.run(account.task('next'));
        // oxlint-disable-next-line no-await-in-loop -- one world after the other
        await pass(500);
        if (how === 'leaves') first.tab.happen('leave');
        else first.tab.crash();
        // oxlint-disable-next-line no-await-in-loop
        await browser.clock.until(() => account.started.includes('next'));
        const waitedMs = account.journal.at(-1)!.startedAtMs - 500;
        expect(waitedMs).toBeGreaterThanOrEqual(restMs);
        expect(waitedMs).toBeLessThan(restMs + 100);
      }
    },
  );
});

test('a conductor whose timers are a minute late holds nobody up: another tab reminds it [Y5]', async () => {
  const { account, browser, open, pass, untilDone } = poolScene();
  const [first, second] = [open(), open()];
  first.pool.run(account.task('first', 1000));
  await pass(100);
  const job = second.pool.run(account.task('second'));
  await pass(100);
  first.tab.hide({ forMs: 400_000 });
  expect(first.pool.getState().role).toBe('conductor');
  account.refuseNext(1, { kind: 'overloaded' });
  await untilDone([job]);
  // The first's end, a back-off of half a second at most, and the job itself.
  expect(browser.clock.now()).toBeLessThan(1000 + 500 + 100 + 50);
});

test('a pool opens nothing before its first job, or before somebody subscribes [Y8]', async () => {
  const { browser, open, pass } = poolScene();
  const { tab, pool } = open();
  pool.pause();
  pool.resume();
  pool.setLimit(2);
  pool.clear();
  pool.retryNow();
  pool.getState();
  await pass(100);
  const opened = (): unknown[] => [browser.openChannels, browser.locks.held(), tab.listeners, tab.timers];
  expect(opened()).toEqual([0, [], 0, 0]);
  const undo = pool.subscribe(() => {});
  expect(browser.openChannels).toBe(1);
  undo();
  pool.close();
  expect(opened()).toEqual([0, [], 0, 0]);
});

test('a job that has its grant is cancelled by clear() too: it waits yet [C4, E10]', async () => {
  const { account, open, pass } = poolScene({ limit: 2 });
  const { pool } = open();
  const [, job] = ['a', 'b'].map((name) => pool.run(account.task(name)));
  const failed = errorOf(job!);
  // The lock of a second slot takes 0.3 ms to come.
  await pass(0.4);
  expect(waiting(job!)).toMatchObject({ queuePosition: 1, startsInMs: 0 });
  pool.clear();
  expect((await failed).code).toBe('cancelled');
  await pass(1000);
  expect(account.started).toEqual(['a']);
});

test('a tab without work holds its locks for 300 ms, and no longer [T4]', async () => {
  const { account, browser, open, pass, untilDone } = poolScene();
  await untilDone([open().pool.run(account.task('a'))]);
  await pass(290);
  expect(browser.locks.held().length).toBeGreaterThan(0);
  await pass(15);
  expect(browser.locks.held()).toEqual([]);
  expect(browser.locks.pending).toBe(0);
});

test('a job that has its grant waits for resume() too: nothing starts after pause() [Q6]', async () => {
  const { account, open, pass, untilDone } = poolScene({ limit: 2 });
  const { pool } = open();
  const [, job] = ['a', 'b'].map((name) => pool.run(account.task(name)));
  // The lock of a second slot takes 0.3 ms to come.
  await pass(0.4);
  pool.pause();
  await pass(1000);
  expect(account.started).toEqual(['a']);
  expect(waiting(job!).waitsFor).toBe('paused');
  pool.resume();
  await untilDone([job!]);
});
