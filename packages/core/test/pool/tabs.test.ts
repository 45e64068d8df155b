import { describe, expect, test, vi } from 'vitest';
import { CuelightError } from '../../src/errors.ts';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import type { HeldSlots, Job, Pool } from '../../src/pool/types.ts';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';
import type { VirtualTab } from '../../src/testing/virtual-tab.ts';
import { VirtualAccount } from '../../src/testing/virtual-account.ts';

interface Scene {
  readonly browser: VirtualBrowser;
  readonly account: VirtualAccount;
  readonly tabs: readonly { readonly tab: VirtualTab; readonly pool: Pool }[];
}

function scene(tabCount: number, limit: number): Scene {
  const browser = new VirtualBrowser();
  const account = new VirtualAccount(browser.clock, limit);
  const tabs = Array.from({ length: tabCount }, () => {
    const tab = browser.openTab();
    return { tab, pool: createPoolOn(tab.platform, 'speech', { limit }) };
  });
  return { browser, account, tabs };
}

/** Each tab says `count` jobs of `durationMs`, named `<tab>.<n>`. */
function sayInAll({ account, tabs }: Scene, count: number, durationMs = 100): Job<string>[][] {
  return tabs.map(({ pool }, tab) =>
    Array.from({ length: count }, (_, job) => pool.run(account.task(`${tab}.${job}`, durationMs))),
  );
}

async function finishAll({ browser }: Scene, jobs: readonly Job<string>[]): Promise<void> {
  let settled = 0;
  for (const job of jobs) void job.finished.finally(() => (settled += 1)).catch(() => {});
  await browser.clock.until(() => settled === jobs.length);
}

describe('tabs that share one account', () => {
  test.each([1, 3])(
    'never have more than %i requests in flight, are never refused, and run each job once [L1, Q2]',
    async (limit) => {
      const shared = scene(4, limit);
      const jobs = sayInAll(shared, 10).flat();
      await finishAll(shared, jobs);
      expect(shared.account.peak).toBe(limit);
      expect(shared.account.refusals).toBe(0);
      expect(new Set(shared.account.started).size).toBe(40);
      expect(shared.account.journal).toHaveLength(40);
    },
  );

  test('are served in turn while all of them have work [O4]', async () => {
    const shared = scene(4, 1);
    await finishAll(shared, sayInAll(shared, 10).flat());
    const byTab = shared.account.started.map((name) => name.split('.')[0]);
    for (let round = 1; round < 9; round += 1) {
      expect(new Set(byTab.slice(round * 4, round * 4 + 4)).size).toBe(4);
    }
  });

  test('keep the order of each tab [O1]', async () => {
    const shared = scene(3, 1);
    await finishAll(shared, sayInAll(shared, 10).flat());
    for (const tab of ['0', '1', '2']) {
      const order = shared.account.started.filter((name) => name.startsWith(`${tab}.`));
      expect(order).toEqual(Array.from({ length: 10 }, (_, job) => `${tab}.${job}`));
    }
  });

  test('let a newcomer in within two turns, however much another tab has queued [O6]', async () => {
    const shared = scene(2, 1);
    const [first, second] = shared.tabs;
    const book = Array.from({ length: 100 }, (_, job) => first!.pool.run(shared.account.task(`book.${job}`)));
    await shared.browser.clock.advance(1050);
    const startedBefore = shared.account.started.length;
    await finishAll(shared, [second!.pool.run(shared.account.task('sentence'))]);
    expect(shared.account.started.indexOf('sentence') - startedBefore).toBeLessThanOrEqual(1);
    for (const job of book) job.cancel();
  });

  test('let a newcomer in within two turns, however many others have queued [O6]', async () => {
    const shared = scene(5, 1);
    const books = shared.tabs
      .slice(0, 4)
      .map(({ pool }, tab) =>
        Array.from({ length: 30 }, (_, job) => pool.run(shared.account.task(`book ${tab}.${job}`))),
      );
    for (const round of [1, 2, 3, 4, 5]) {
      await shared.browser.clock.advance(1037);
      const startedBefore = shared.account.started.length;
      const sentence = `sentence ${round}`;
      await finishAll(shared, [shared.tabs[4]!.pool.run(shared.account.task(sentence))]);
      expect(shared.account.started.indexOf(sentence) - startedBefore).toBeLessThanOrEqual(1);
    }
    for (const job of books.flat()) job.cancel();
  });

  test('go from job to job without asking for a lock, where nobody else wants one [T22]', async () => {
    const shared = scene(2, 1);
    const [first, second] = shared.tabs;
    const endedAtMs: number[] = [];
    const oneByOne = async (): Promise<void> => {
      for (let job = 0; job < 5; job += 1) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
        await first!.pool.run(async () => {}).finished;
        endedAtMs.push(shared.browser.clock.now());
      }
    };
    const all = oneByOne();
    await shared.browser.clock.until(() => endedAtMs.length === 5);
    await all;
    expect(new Set(endedAtMs).size).toBe(1);
    await shared.browser.clock.advance(1);
    expect(shared.browser.locks.held().filter((name) => name.includes(':slot:'))).toEqual([]);
    await finishAll(shared, [second!.pool.run(shared.account.task('elsewhere'))]);
  });

  test('say one message for any number of jobs [T2]', async () => {
    const shared = scene(2, 1);
    const [first, second] = shared.tabs;
    first!.pool.run(shared.account.task('first', 5000));
    await shared.browser.clock.advance(50);
    const demandsBefore = shared.browser.posted.get('demand') ?? 0;
    const jobs = Array.from({ length: 10_000 }, (_, job) => second!.pool.run(shared.account.task(`${job}`)));
    await shared.browser.clock.advance(50);
    expect((shared.browser.posted.get('demand') ?? 0) - demandsBefore).toBe(1);
    for (const job of jobs) job.cancel();
  });

  test('are told positions that are a permutation of 1..n, and the order in which jobs start [E1]', async () => {
    const shared = scene(4, 1);
    const jobs = sayInAll(shared, 5, 1000);
    await shared.browser.clock.advance(500);
    const waiting = jobs.flatMap((ofTab, tab) =>
      ofTab.flatMap((job, number) => {
        const state = job.getState();
        return state.state === 'waiting' ? [{ name: `${tab}.${number}`, state }] : [];
      }),
    );
    expect(waiting.map(({ state }) => state.estimated)).not.toContain(true);
    const positions = new Map(waiting.map(({ name, state }) => [name, state.queuePosition ?? 0]));
    expect([...positions.values()].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 19 }, (_, i) => i + 1),
    );
    await finishAll(shared, jobs.flat());
    const foretold = [...positions].toSorted(([, a], [, b]) => a - b).map(([name]) => name);
    expect(shared.account.started.slice(1)).toEqual(foretold);
  });

  test('hold no lock and wait for none once they are idle [T4]', async () => {
    const shared = scene(3, 2);
    await finishAll(shared, sayInAll(shared, 3).flat());
    await shared.browser.clock.advance(2000);
    expect(shared.browser.locks.held()).toEqual([]);
    expect(shared.browser.locks.pending).toBe(0);
    expect(shared.browser.clock.pending).toBe(0);
  });

  test('leave nothing behind when they are closed [C7]', async () => {
    const shared = scene(3, 2);
    const jobs = sayInAll(shared, 5).flat();
    await shared.browser.clock.advance(150);
    for (const { pool } of shared.tabs) pool.close();
    await shared.browser.clock.advance(1000);
    expect(shared.browser.locks.held()).toEqual([]);
    expect(shared.browser.locks.pending).toBe(0);
    expect(shared.browser.clock.pending).toBe(0);
    expect(shared.browser.openChannels).toBe(0);
    for (const { tab } of shared.tabs) expect(tab.listeners).toBe(0);
    for (const job of jobs) expect(['done', 'cancelled']).toContain(job.getState().state);
  });
});

describe('a pool that is closed', () => {
  test('does nothing more, whatever is asked of it [C8]', async () => {
    const shared = scene(1, 1);
    const { pool, tab } = shared.tabs[0]!;
    await finishAll(shared, sayInAll(shared, 1).flat());
    pool.close();
    pool.clear({ allTabs: true });
    pool.pause();
    pool.resume();
    pool.setLimit(2);
    pool.retryNow();
    pool.subscribe(() => {})();
    await shared.browser.clock.advance(1000);
    expect(shared.browser.openChannels).toBe(0);
    expect(shared.browser.clock.pending).toBe(0);
    expect(tab.listeners).toBe(0);
  });
});

describe('tabs that were given different limits', () => {
  test('keep the lowest while that tab has work, and each of the others warns once [L4]', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const browser = new VirtualBrowser();
    const account = new VirtualAccount(browser.clock, 3);
    const pools = [3, 2].map((limit) => createPoolOn(browser.openTab().platform, 'speech', { limit }));
    const jobs = pools.flatMap((pool, tab) =>
      Array.from({ length: 12 }, (_, job) => pool.run(account.task(`${tab}.${job}`))),
    );
    await browser.clock.advance(300);
    expect(pools.map((pool) => pool.getState().limit)).toEqual([2, 2]);
    await browser.clock.until(() => jobs.every((job) => job.getState().state === 'done'));
    expect(warn.mock.calls.flat()).toEqual([
      expect.stringContaining('a limit of 3 here and of 2 in another tab'),
    ]);
    warn.mockRestore();
  });
});

describe('clearing all tabs', () => {
  test('cancels what waits in each of them, and leaves what runs [C5]', async () => {
    const shared = scene(3, 1);
    const jobs = sayInAll(shared, 3);
    await shared.browser.clock.advance(50);
    shared.tabs[2]!.pool.clear({ allTabs: true });
    await shared.browser.clock.advance(500);
    expect(shared.account.started).toHaveLength(1);
    const states = jobs.flat().map((job) => job.getState().state);
    expect(states.filter((state) => state === 'cancelled')).toHaveLength(8);
    expect(states.filter((state) => state === 'done')).toHaveLength(1);
  });
});

describe('a tab that only looks', () => {
  test('sees the tabs that have work, whichever came first, and holds nothing itself [T11]', async () => {
    const shared = scene(3, 1);
    const [early, busy, late] = shared.tabs;
    const watched = (): unknown =>
      early!.pool.getState().tabs.map(({ isThisTab, waiting }) => [isThisTab, waiting.normal]);
    early!.pool.subscribe(() => {});
    for (let job = 0; job < 3; job += 1) busy!.pool.run(shared.account.task(`${job}`, 1000));
    await shared.browser.clock.advance(200);
    expect(watched()).toEqual([[false, 2]]);
    late!.pool.subscribe(() => {});
    await shared.browser.clock.advance(200);
    expect(late!.pool.getState()).toMatchObject({ role: 'idle', inUse: 1, waiting: { normal: 2 } });
    expect(shared.browser.locks.held()).toHaveLength(3);
    await shared.browser.clock.advance(5000);
    expect(watched()).toEqual([]);
  });

  test('notices that the tab with work has crashed [T12]', async () => {
    const shared = scene(2, 1);
    const [watcher, busy] = shared.tabs;
    watcher!.pool.subscribe(() => {});
    busy!.pool.run(shared.account.task('long', 60_000));
    await shared.browser.clock.advance(10_000);
    expect(watcher!.pool.getState()).toMatchObject({ inUse: 1, tabs: [{ isThisTab: false }] });
    busy!.tab.crash();
    await shared.browser.clock.advance(5000);
    expect(watcher!.pool.getState()).toMatchObject({ inUse: 0, tabs: [] });
    await shared.browser.clock.advance(60_000);
    expect(shared.browser.clock.pending).toBe(0);
  });

  test('lets go of its channel when its page goes, and looks again when it returns [Y6]', async () => {
    const shared = scene(2, 1);
    const [watcher, busy] = shared.tabs;
    watcher!.pool.subscribe(() => {});
    expect(shared.browser.openChannels).toBe(1);
    watcher!.tab.happen('leave');
    expect(shared.browser.openChannels).toBe(0);
    busy!.pool.run(shared.account.task('a', 1000));
    await shared.browser.clock.advance(200);
    watcher!.tab.happen('return');
    await shared.browser.clock.advance(200);
    expect(watcher!.pool.getState().inUse).toBe(1);
  });
});

describe('a tab alone', () => {
  test('says one hello and nothing per job [T1]', async () => {
    const shared = scene(1, 1);
    await finishAll(shared, sayInAll(shared, 50).flat());
    expect(Object.fromEntries(shared.browser.posted)).toEqual({ hello: 1 });
  });

  test('starts its first job after one round trip to the browser [T3]', async () => {
    const shared = scene(1, 1);
    await finishAll(shared, sayInAll(shared, 1).flat());
    expect(shared.account.journal[0]!.startedAtMs).toBeLessThanOrEqual(0.5);
  });

  test('starts the first job after a rest as fast: it said good-bye to itself [T3]', async () => {
    const shared = scene(1, 1);
    await finishAll(shared, sayInAll(shared, 1).flat());
    await shared.browser.clock.advance(2000);
    const beforeMs = shared.browser.clock.now();
    await finishAll(shared, sayInAll(shared, 1).flat());
    expect(shared.account.journal[1]!.startedAtMs - beforeMs).toBeLessThanOrEqual(0.5);
  });
});

describe('a slot that a tab has asked for before anybody granted it', () => {
  test('is given back at once where another tab conducts, and is not in the way of its grant [T23]', async () => {
    const shared = scene(2, 1);
    const [first, second] = shared.tabs;
    await finishAll(shared, [first!.pool.run(shared.account.task('first'))]);
    // The first tab lingers, conducts, and has no slot.
    await shared.browser.clock.advance(100);
    const beforeMs = shared.browser.clock.now();
    second!.pool.run(shared.account.task('second'));
    await shared.browser.clock.advance(0.4);
    expect(shared.browser.locks.holderOf('cuelight:speech:slot:0')).toBe(second!.tab.id);
    await shared.browser.clock.advance(0.3);
    expect(shared.browser.locks.holderOf('cuelight:speech:slot:0')).toBeNull();
    await shared.browser.clock.advance(1);
    expect(shared.account.journal[1]!.startedAtMs - beforeMs).toBeLessThanOrEqual(1.5);
  });

  test('is given back where its job is gone by then [T23]', async () => {
    const shared = scene(1, 1);
    const { pool } = shared.tabs[0]!;
    pool.run(shared.account.task('unwanted')).cancel();
    await shared.browser.clock.advance(2);
    expect(shared.browser.locks.held().filter((name) => name.includes(':slot:'))).toEqual([]);
    expect(shared.account.started).toEqual([]);
  });
});

describe('when the conductor goes', () => {
  test.each(['crash', 'leave', 'close'] as const)(
    'by %s, the others go on within 150 ms [T5]',
    async (how) => {
      const shared = scene(3, 1);
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
    const shared = scene(2, 1);
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
});

describe('slots held by hand', () => {
  test('are lost when the page goes away, and nothing is asked for again when it returns [Q9, Y1]', async () => {
    const shared = scene(2, 1);
    const [first, second] = shared.tabs;
    let held: HeldSlots | null = null;
    void first!.pool.acquire().then((slots) => (held = slots));
    await shared.browser.clock.until(() => held !== null);
    first!.tab.happen('leave');
    expect(held!.signal.aborted).toBe(true);
    await finishAll(shared, [second!.pool.run(shared.account.task('other'))]);
    first!.tab.happen('return');
    await shared.browser.clock.advance(2000);
    expect(shared.browser.locks.held()).toEqual([]);
  });
});

describe('a wrong key', () => {
  test('that is known before anything is sent fails one job, and not those granted with it [G8]', async () => {
    const shared = scene(1, 3);
    const jobs = Array.from({ length: 6 }, () =>
      shared.tabs[0]!.pool.run(async () => {
        throw new CuelightError('unauthorized', { doing: 'speak', because: 'nobody is signed in' });
      }),
    );
    for (const job of jobs) job.finished.catch(() => {});
    await shared.browser.clock.advance(1000);
    const states = jobs.map((job) => job.getState().state);
    expect(states).toEqual(['failed', 'waiting', 'waiting', 'waiting', 'waiting', 'waiting']);
  });
});

describe('a refusal', () => {
  test('by another device makes all tabs wait; one probe goes out per opening; nothing is lost [G1, G5]', async () => {
    const shared = scene(3, 1);
    shared.account.foreign = 1;
    const jobs = sayInAll(shared, 2);
    await shared.browser.clock.advance(3000);
    expect(shared.account.journal.length).toBeGreaterThan(1);
    for (const { pool } of shared.tabs) expect(pool.getState().gate?.kind).toBe('busy');
    shared.account.foreign = 0;
    await finishAll(shared, jobs.flat());
    for (const job of jobs.flat()) expect(job.getState().state).toBe('done');
    // Back-off between the probes: never two within the same instant.
    const probes = shared.account.journal.filter(({ outcome }) => outcome === 'refused');
    probes
      .slice(1)
      .forEach((probe, index) => expect(probe.startedAtMs).toBeGreaterThan(probes[index]!.startedAtMs));
    for (const { pool } of shared.tabs) expect(pool.getState().gate).toBeNull();
  });

  test('lowers the working limit while requests of ours run, and it rises again [L8, L9]', async () => {
    const shared = scene(2, 3);
    shared.account.foreign = 1;
    const jobs = sayInAll(shared, 30);
    await shared.browser.clock.advance(400);
    expect(shared.tabs[0]!.pool.getState().workingLimit).toBe(2);
    shared.account.foreign = 0;
    await finishAll(shared, jobs.flat());
    expect(shared.account.peak).toBe(3);
    expect(shared.account.refusals).toBeLessThanOrEqual(3);
  });

  test('is retried at once by retryNow from any tab [G9]', async () => {
    const shared = scene(2, 1);
    shared.account.foreign = 1;
    const jobs = sayInAll(shared, 1);
    await shared.browser.clock.advance(900);
    shared.account.foreign = 0;
    const before = shared.account.journal.length;
    for (const { pool } of shared.tabs) pool.retryNow();
    await shared.browser.clock.advance(10);
    expect(shared.account.journal.length).toBeGreaterThan(before);
    await finishAll(shared, jobs.flat());
  });
});
