import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
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

async function speaking(options: PoolSceneOptions): Promise<PoolScene> {
  const scene = await openPoolScene(pages, options);
  onTestFinished(() => scene.close());
  await sayAll(scene, 5, 40);
  return scene;
}

test.each([1, 3])(
  'a conductor whose lock is taken by force steps down, and a limit of %i holds',
  async (limit) => {
    const scene = await speaking({ tabs: 3, limit });
    const { tabs, account } = scene;
    await tabs
      .get(2)
      .read(() => navigator.locks.request(`cuelight:${pool.name}:v1:conductor`, { steal: true }, () => {}));
    await until(
      () => Promise.all(tabs.all.map(({ read }) => read(() => pool.getState().role))),
      ([first, ...others]) => first === 'member' && others.includes('conductor'),
    );
    account.hold(false);
    await untilSettled(tabs.all);
    await expectKept(scene, tabs.all);
  },
);

test('a tab whose slot is taken by force cuts its request, and says it again in its turn', async () => {
  const scene = await speaking({ tabs: 3, limit: 3 });
  const { tabs, account } = scene;
  const robbed = account.journal[0]?.name;
  await tabs
    .get(2)
    .read(() => navigator.locks.request(`cuelight:${pool.name}:slot:0`, { steal: true }, () => {}));
  await account.until(([first]) => first?.outcome === 'aborted');
  account.hold(false);
  await untilSettled(tabs.all);
  await expectKept(scene, tabs.all);
  expect(account.journal.filter(({ name }) => name === robbed)).toHaveLength(2);
});

test.each([1, 3])(
  'tabs of two versions of the library, which hear nothing of each other, share a limit of %i',
  async (limit) => {
    const scene = await openPoolScene(pages, { tabs: 4, limit, protocols: [1, 1, 2, 2] });
    onTestFinished(() => scene.close());
    const { tabs, account } = scene;
    account.hold(true);
    await Promise.all(tabs.all.map(({ run }) => run('say(5, 40)')));
    await account.until(({ length }) => length === limit);
    // Each version has a conductor of its own.
    await until(
      () => Promise.all(tabs.all.map(({ read }) => read(() => pool.getState().role))),
      (roles) => [roles.slice(0, 2), roles.slice(2)].every((ofVersion) => ofVersion.includes('conductor')),
    );
    account.hold(false);
    await untilSettled(tabs.all);
    await expectKept(scene, tabs.all);
  },
);

test('where pages have no Web Locks, on plain http, their tabs share a limit by messages, and say so', async () => {
  const scene = await openPoolScene(pages, {
    tabs: 3,
    limit: 3,
    host: 'cuelight.test',
    flags: ['--host-resolver-rules=MAP cuelight.test 127.0.0.1'],
  });
  onTestFinished(() => scene.close());
  const { tabs, account } = scene;
  for (const { read } of tabs.all) {
    expect(await read(() => [isSecureContext, 'locks' in navigator, pool.getState().mode])).toEqual([
      false,
      false,
      'degraded',
    ]);
  }
  await sayAll(scene, 5, 40);
  account.hold(false);
  await untilSettled(tabs.all);
  await expectKept(scene, tabs.all);
});

test.each([1, 3])(
  'cancelled requests that the account goes on counting lead to no refusal at a limit of %i',
  async (limit) => {
    const scene = await speaking({ tabs: 3, limit, accountLagMs: 150, releaseLagMs: 300 });
    const { tabs, account } = scene;
    for (const { read } of tabs.all) {
      await read(() => jobs.forEach(({ job }) => job.getState().state === 'running' && job.cancel()));
    }
    await account.until((journal) => journal.length === 2 * limit);
    account.hold(false);
    for (const { read } of tabs.all) {
      await until(
        () => read(() => jobs.map(({ job }) => job.getState().state)),
        (states) => states.every((state) => state === 'done' || state === 'cancelled'),
      );
    }
    expect(account.journal.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
    expect(account.peakOffered).toBe(limit);
    expect(account.journal.filter(({ outcome }) => outcome === 'aborted')).toHaveLength(limit);
    expect(account.journal.filter(({ outcome }) => outcome === 'done')).toHaveLength(15 - limit);
  },
);

test('a closed pool leaves no lock, no channel and no timer behind', async () => {
  const scene = await speaking({ tabs: 3, limit: 3 });
  const { tabs } = scene;
  expect(await tabs.get(0).read(() => openThings())).not.toEqual([]);
  for (const { read } of tabs.all) await read(() => pool.close());
  for (const { read } of tabs.all) expect(await read(() => openThings())).toEqual([]);
  const { held, pending } = await tabs.get(0).read(() => navigator.locks.query());
  expect({ held, pending }).toEqual({ held: [], pending: [] });
});
