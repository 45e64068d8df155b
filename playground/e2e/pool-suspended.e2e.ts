import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { crash, freeze, resume, suspend } from './support/departures.ts';
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
import { until } from './support/until.ts';

declare global {
  var lastTickMs: number;
}

let pages: Pages;
beforeAll(async () => {
  pages = await servePoolPages();
});
afterAll(() => pages.close());

type AtLast = (callback: () => void | Promise<void>) => void;

const CONDUCTOR = 0;
const FOLLOWER = 1;

describe.each([1, 3])('at a limit of %i', (limit) => {
  test.each([
    ['conductor', CONDUCTOR],
    ['follower', FOLLOWER],
  ])(
    'a %s that is frozen stands in nobody’s way, and speaks on when it wakes [Y1, Y2, Y3]',
    async (_role, frozen) => {
      const scene = await speaking({ tabs: 3, limit }, onTestFinished);
      const { tabs, account } = scene;
      await freeze(tabs.get(frozen));
      await untilCut(scene, frozen);
      account.hold(false);
      await untilSettled(tabs.all.filter((_, tab) => tab !== frozen));
      await resume(tabs.get(frozen));
      await untilSettled(tabs.all);
      await expectKept(scene, tabs.all);
    },
  );
});

/** How a page can stop without a word. Each returns how it goes on. */
const stops: Record<string, (scene: PoolScene, tab: number, atLast: AtLast) => Promise<() => unknown>> = {
  'is frozen without a warning': async ({ tabs }, tab) => {
    await freeze(tabs.get(tab));
    return () => resume(tabs.get(tab));
  },
  'is stopped with its process': async ({ tabs }, tab, atLast) => {
    const suspension = await suspend(tabs.get(tab));
    atLast(() => suspension.wake());
    return () => suspension.wake();
  },
  'is busy with something else': async ({ tabs, account }, tab) => {
    const isOver = tabs.get(tab).run('block()');
    return () => {
      account.go();
      return isOver;
    };
  },
};

// They mostly wait for each other's seconds to pass, so they do it at the same time.
describe.concurrent.each(Object.keys(stops))('a tab that %s', (how) => {
  test.for([
    // At a limit of one the only slot would be the conductor's.
    ['conductor', CONDUCTOR, 3],
    // It has no request in flight, and is given the only slot.
    ['follower', FOLLOWER, 1],
  ] as const)(
    'and is a %s is done without, and speaks on afterwards [L11, T10]',
    async ([, stopped, limit], { onTestFinished: atLast }) => {
      const scene = await speaking({ tabs: 3, limit, unwarned: stopped }, atLast);
      const { tabs, account } = scene;
      const others = tabs.all.filter((_, tab) => tab !== stopped);
      const goOn = await stops[how]?.(scene, stopped, atLast);
      account.hold(false);
      await untilSettled(others);
      await expectKept(scene, others);
      await goOn?.();
      await untilSettled(tabs.all);
      await expectKept(scene, others);
    },
  );
});

test('timers that fire once a minute hold nobody up, and nothing is taken by force [T10, Y5]', async () => {
  const flags = ['--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/1'];
  const scene = await speaking({ tabs: 4, limit: 1, flags }, onTestFinished);
  const { tabs, account } = scene;
  const conductor = tabs.get(CONDUCTOR);
  // Timers of a hidden page come once a second; a chain of them that has stood still for longer is throttled further.
  await conductor.run('(function tick() { lastTickMs = performance.now(); setTimeout(tick, 50); })()');
  await until(
    () => conductor.read(() => performance.now() - lastTickMs),
    (sinceMs) => sinceMs > 2000,
  );
  account.hold(false);
  // Its slot has to rest, which ends by a timer.
  await account.until((journal) => journal.at(-1)?.name.startsWith(`${FOLLOWER}.`) === true);
  await crash(tabs.get(FOLLOWER));
  const others = tabs.all.filter((_, tab) => tab !== FOLLOWER);
  await untilSettled(others);
  await expectKept(scene, others);
  expect(await conductor.read(() => localStorage.getItem(`cuelight:${pool.name}:epoch`))).toBe('1');
});

/** All tabs but the last are hidden: only such are frozen, and have late timers. */
async function speaking(options: PoolSceneOptions, atLast: AtLast): Promise<PoolScene> {
  const scene = await openPoolScene(pages, { releaseLagMs: 250, accountLagMs: 100, ...options });
  atLast(() => scene.close());
  await sayAll(scene, 5, 40);
  await scene.tabs.show(scene.tabs.all.length - 1);
  return scene;
}
