import { seededRandom } from '@cuelight/core/testing';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { crash, freeze, goBack, navigate, resume } from './support/departures.ts';
import { expectWithinLimit, expectSettledOnce } from './support/judge.ts';
import type { Pages } from './support/pages.ts';
import { servePoolPages } from './support/pool-pages.ts';
import { openPoolScene, sayAll, untilSettled, type PoolSceneOptions } from './support/pool-scene.ts';
import type { Tab } from './support/tabs.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await servePoolPages();
});
afterAll(() => pages.close());

/** The account notices late that a request was cut, and the tabs were told so. */
const LATE: Pick<PoolSceneOptions, 'accountLagMs' | 'releaseLagMs'> = {
  accountLagMs: 100,
  releaseLagMs: 300,
};

test.each([
  [1, 1],
  [2, 3],
])('twelve tabs that come, work and go as chance %i has it keep a limit of %i', async (seed, limit) => {
  const random = seededRandom(seed);
  const below = (end: number): number => Math.floor(random() * end);
  const scene = await openPoolScene(pages, { tabs: 12, limit, ...LATE });
  onTestFinished(() => scene.close());
  let here = [...scene.tabs.all];
  const works = ({ run }: Tab): Promise<void> => run(`say(${1 + below(6)}, ${1 + below(40)})`);
  const goes: readonly ((tab: Tab) => Promise<unknown>)[] = [
    crash,
    ({ page }) => page.close(),
    ({ page }) => page.reload(),
  ];
  const isAway: readonly ((tab: Tab) => Promise<unknown>)[] = [
    async (tab) => {
      await freeze(tab);
      await works(here.find((other) => other !== tab) ?? tab);
      await resume(tab);
    },
    async (tab) => {
      await navigate(tab);
      // Not from the cache: then it is another page, whose jobs would have the names of the one before.
      if (!(await goBack(tab))) here = here.filter((other) => other !== tab);
    },
    ({ page }) => page.bringToFront(),
  ];
  for (const tab of here) await works(tab);
  while (here.length > 4) {
    const tab = here[below(here.length)];
    if (tab === undefined) continue;
    const chance = random();
    if (chance < 0.25) {
      here = here.filter((other) => other !== tab);
      await goes[below(goes.length)]?.(tab);
    } else if (chance < 0.5) await isAway[below(isAway.length)]?.(tab);
    else await works(tab);
  }
  for (const tab of here) await works(tab);
  await untilSettled(here);
  expectWithinLimit(scene);
  await expectSettledOnce(scene, here);
});

test('when all tabs are cached at once nothing starts, and all speak on when they are back [Y1, Y2, Y3]', async () => {
  const scene = await openPoolScene(pages, { tabs: 3, limit: 3, ...LATE });
  onTestFinished(() => scene.close());
  const { account, tabs } = scene;
  await sayAll(scene, 4, 5);
  for (const tab of tabs.all) await navigate(tab);
  await account.until((journal) => journal.every(({ outcome }) => outcome === 'aborted'));
  account.hold(false);
  const startedBefore = account.journal.length;
  for (const tab of tabs.all) expect(await goBack(tab)).toBe(true);
  await untilSettled(tabs.all);
  expect(account.journal.slice(0, startedBefore).map(({ outcome }) => outcome)).not.toContain('done');
  expectWithinLimit(scene);
  await expectSettledOnce(scene, tabs.all);
});
