import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { expectKept } from './support/judge.ts';
import type { Pages } from './support/pages.ts';
import { servePoolPages } from './support/pool-pages.ts';
import { openPoolScene, sayAll, untilSettled } from './support/pool-scene.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await servePoolPages();
});
afterAll(() => pages.close());

test.each([1, 3])(
  'four tabs, three of them hidden, keep a limit of %i in turn, without a refusal [L1, O1, O4, Q2]',
  async (limit) => {
    const scene = await openPoolScene(pages, { tabs: 4, limit });
    onTestFinished(() => scene.close());
    const { account, tabs } = scene;
    expect(await tabs.visibilities()).toEqual(['visible', 'hidden', 'hidden', 'hidden']);
    await sayAll(scene, 10, 50);
    account.hold(false);
    await untilSettled(tabs.all);

    await expectKept(scene, tabs.all);
    expect(account.peakOffered).toBe(limit);
    expect(account.journal).toHaveLength(40);
    for (const tab of [0, 1, 2, 3]) {
      const ofTab = account.journal.filter(({ name }) => name.startsWith(`${tab}.`));
      expect(ofTab.map(({ name }) => name)).toEqual(Array.from({ length: 10 }, (_, job) => `${tab}.${job}`));
    }
    // While all four have work, none gets ahead of another by more than it had when it was alone, and what may pass
    // each other on the way to the provider.
    const turns = account.journal.slice(0, 32).map(({ name }) => Number(name.slice(0, 1)));
    for (let count = limit; count <= turns.length; count += 1) {
      const shares = [0, 1, 2, 3].map((tab) => turns.slice(0, count).filter((turn) => turn === tab).length);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(2 * limit);
    }
    expect(tabs.problems()).toEqual([]);
  },
);
