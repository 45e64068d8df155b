import type { HeldSlots } from '@cuelight/core/pool';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Pages } from './support/pages.ts';
import { servePoolPages } from './support/pool-pages.ts';
import { openPoolScene, untilSettled } from './support/pool-scene.ts';
import { until } from './support/until.ts';

declare global {
  var held: HeldSlots;
  var asked: number;
}

let pages: Pages;
beforeAll(async () => {
  pages = await servePoolPages();
});
afterAll(() => pages.close());

test('a hidden tab gives an idle slot back when another tab asks, and keeps one that is busy [Q10, Q11]', async () => {
  const scene = await openPoolScene(pages, { tabs: 2, limit: 1 });
  onTestFinished(() => scene.close());
  const { account, tabs } = scene;
  const [asking, holding] = [tabs.get(0), tabs.get(1)];
  expect(await tabs.visibilities()).toEqual(['visible', 'hidden']);
  await holding.read(async () => {
    globalThis.asked = 0;
    globalThis.held = await pool.acquire({
      onReclaim: () => {
        asked += 1;
        held.release();
      },
    });
  });

  await asking.run('say(2, 50)');
  await until(
    () => holding.read(() => pool.getState().waiting.normal),
    (waiting) => waiting === 2,
  );
  expect(await holding.read(() => asked)).toBe(0);
  expect(account.journal).toEqual([]);

  await holding.read(() => held.setIdle(true));
  await untilSettled([asking]);
  expect(await holding.read(() => asked)).toBe(1);
  expect(account.journal.map(({ outcome }) => outcome)).toEqual(['done', 'done']);
  expect(tabs.problems()).toEqual([]);
});
