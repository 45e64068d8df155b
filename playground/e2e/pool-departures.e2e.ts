import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { crash, goBack, navigate } from './support/departures.ts';
import { expectKept } from './support/judge.ts';
import type { Pages } from './support/pages.ts';
import { servePoolPages } from './support/pool-pages.ts';
import {
  openPoolScene,
  sayAll,
  untilCut,
  untilSettled,
  type PoolScene,
  type PoolSceneOptions,
} from './support/pool-scene.ts';
import type { Tab } from './support/tabs.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await servePoolPages();
});
afterAll(() => pages.close());

const FIRST = 0;
const SECOND = 1;

describe.each([1, 3])('at a limit of %i', (limit) => {
  describe.each<readonly [string, (tab: Tab) => Promise<unknown>]>([
    ['crashes', crash],
    ['is closed', ({ page }) => page.close()],
    ['is loaded anew', ({ page }) => page.reload()],
  ])('when a tab %s', (_how, go) => {
    test.each([
      ['conductor', FIRST],
      ['follower', SECOND],
    ])('that was a %s, the others go on [L1, T5]', async (_role, gone) => {
      const scene = await speaking({ tabs: 3, limit });
      const others = scene.tabs.all.filter((_, tab) => tab !== gone);
      await go(scene.tabs.get(gone));
      scene.account.hold(false);
      await untilSettled(others);
      await expectKept(scene, others);
    });
  });

  test.each([
    ['conductor', FIRST],
    ['follower', SECOND],
  ])(
    'a %s that goes into the back/forward cache stands in nobody’s way, and speaks on when it is back [Y1, Y2, Y3]',
    async (_role, gone) => {
      const scene = await speaking({ tabs: 3, limit });
      const { tabs, account } = scene;
      const others = tabs.all.filter((_, tab) => tab !== gone);
      await navigate(tabs.get(gone));
      await untilCut(scene, gone);
      account.hold(false);
      await untilSettled(others);
      expect(await goBack(tabs.get(gone))).toBe(true);
      await untilSettled(tabs.all);
      await expectKept(scene, tabs.all);
    },
  );

  test('when the conductor goes after a follower that is cached now, it is another one that conducts [T5, Y1]', async () => {
    const scene = await speaking({ tabs: 4, limit });
    const { tabs, account } = scene;
    await navigate(tabs.get(SECOND));
    await tabs.get(FIRST).page.close();
    await untilCut(scene, SECOND);
    account.hold(false);
    await untilSettled([tabs.get(2), tabs.get(3)]);
    expect(await goBack(tabs.get(SECOND))).toBe(true);
    const survivors = tabs.all.slice(1);
    await untilSettled(survivors);
    await expectKept(scene, survivors);
  });

  test('a conductor that is cached with its locks is put out of the cache by those who wait for it [T10]', async () => {
    const scene = await speaking({ tabs: 3, limit, unwarned: FIRST });
    const { tabs, account } = scene;
    await navigate(tabs.get(FIRST));
    account.hold(false);
    const others = tabs.all.slice(1);
    await untilSettled(others);
    await expectKept(scene, others);
    expect(await goBack(tabs.get(FIRST))).toBe(false);
    const whyNotCached = await tabs
      .get(FIRST)
      .read(() => JSON.stringify(performance.getEntriesByType('navigation')));
    expect(whyNotCached).toMatch(/broadcastchannel-message|weblocks-contention/);
  });
});

async function speaking(options: PoolSceneOptions): Promise<PoolScene> {
  const scene = await openPoolScene(pages, { releaseLagMs: 250, accountLagMs: 100, ...options });
  onTestFinished(() => scene.close());
  await sayAll(scene, 5, 40);
  return scene;
}
