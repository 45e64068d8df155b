import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startAccountServer, type AccountServer } from './support/account-server.ts';
import { crash } from './support/departures.ts';
import { expectKept } from './support/judge.ts';
import type { Pages } from './support/pages.ts';
import { servePoolPages } from './support/pool-pages.ts';
import {
  openPoolScene,
  sayAll,
  untilSettled,
  type PoolScene,
  type PoolSceneOptions,
} from './support/pool-scene.ts';
import { until } from './support/until.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await servePoolPages();
});
afterAll(() => pages.close());

async function scene(options: PoolSceneOptions): Promise<PoolScene> {
  const opened = await openPoolScene(pages, options);
  onTestFinished(() => opened.close());
  return opened;
}

function running({ journal }: AccountServer): number {
  return journal.filter(({ outcome }) => outcome === 'running').length;
}

function outcomesAt({ journal }: AccountServer): string[] {
  return journal.map(({ outcome }) => outcome);
}

test('a limit that every tab lowers holds for what starts, and one that is raised is used to the full [L1, L3]', async () => {
  const shared = await scene({ tabs: 4, limit: 3 });
  const { account, tabs } = shared;
  await sayAll(shared, 12, 1);
  for (const limit of [1, 3, 2, 3, 1, 2]) {
    for (const { run } of tabs.all) await run(`pool.setLimit(${limit})`);
    // What was in flight ends; what follows is held.
    const before = account.journal.length;
    account.hold(false);
    account.hold(true);
    await account.until((journal) => journal.length >= before + limit && running(account) === limit);
    // Nothing more comes once every tab has heard how the pool stands.
    for (const { read } of tabs.all) {
      await until(
        () => read(() => pool.getState().inUse),
        (inUse) => inUse === limit,
      );
    }
    expect(running(account)).toBe(limit);
  }
  account.hold(false);
  await untilSettled(tabs.all);
  await expectKept(shared, tabs.all);
});

test('a conductor that is paused starts nothing of its own, and stands in nobody’s way [Q6]', async () => {
  const shared = await scene({ tabs: 3, limit: 1 });
  const { account, tabs } = shared;
  await sayAll(shared, 6, 5);
  const [conductor, ...others] = tabs.all;
  await conductor?.run('pool.pause()');
  account.hold(false);
  await untilSettled(others);
  // The one that ran went on.
  expect(account.journal.filter(({ name }) => name.startsWith('0.'))).toHaveLength(1);
  await conductor?.run('pool.resume()');
  await untilSettled(tabs.all);
  await expectKept(shared, tabs.all);
});

test('what is cleared in all tabs while jobs start is cancelled or done, each once [C4, C5]', async () => {
  const shared = await scene({ tabs: 4, limit: 3 });
  const { account, tabs } = shared;
  for (let round = 0; round < 8; round += 1) {
    for (const { run } of tabs.all) await run('say(10, 3)');
    await tabs.get(round % 4).run('pool.clear({ allTabs: true })');
  }
  await untilSettled(tabs.all);
  const ends = await Promise.all(
    tabs.all.map(({ read }) => read(() => jobs.map(({ job }) => job.getState().state))),
  );
  expect(new Set(ends.flat())).toEqual(new Set(['cancelled', 'done']));
  expect(outcomesAt(account)).toEqual(ends.flat().filter((state) => state === 'done'));
  expect(account.peakOffered).toBeLessThanOrEqual(3);
});

test('pools of several names in one page share nothing, and one that is closed harms no other [C6]', async () => {
  const first = await scene({ tabs: 3, limit: 1 });
  const second = await startAccountServer({ limit: 3 });
  onTestFinished(() => second.close());
  const { account, tabs } = first;
  account.hold(true);
  second.hold(true);
  for (const { run } of tabs.all) {
    await run('say(8, 10)');
    // Its name begins like the other's.
    await run(`(globalThis.other = pool, openPool(pool.name + ':v1', 3, '${second.url}'), say(8, 10))`);
  }
  await account.until(() => running(account) === 1);
  await second.until(() => running(second) === 3);
  await tabs.get(0).run('other.close()');
  account.hold(false);
  second.hold(false);
  await untilSettled(tabs.all);
  expect(outcomesAt(second)).toEqual(Array.from({ length: 24 }, () => 'done'));
  expect(outcomesAt(account).filter((outcome) => outcome === 'done').length).toBeGreaterThanOrEqual(16);
  expect(outcomesAt(account)).not.toContain('refused');
  expect([account.peakOffered, second.peakOffered]).toEqual([1, 3]);
});

test('a tab without storage and one whose clock is decades behind take part like the others [L1, T5, T15]', async () => {
  const shared = await scene({ tabs: 4, limit: 2, storageless: 0, behind: 1, releaseLagMs: 250 });
  const { account, tabs } = shared;
  await sayAll(shared, 6, 5);
  await crash(tabs.get(0));
  account.hold(false);
  const others = tabs.all.slice(1);
  await untilSettled(others);
  await expectKept(shared, others);
});
