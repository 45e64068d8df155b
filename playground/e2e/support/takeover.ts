import { startChromium, type Chromium } from './chromium.ts';
import { crash, freeze, navigate, suspend } from './departures.ts';
import type { Pages } from './pages.ts';
import { servePoolPages } from './pool-pages.ts';
import { openPoolSceneIn, sayAll, type PoolScene } from './pool-scene.ts';

/** How a conductor can go. Only `suspend` comes without an event and without the end of its page. */
export const DEPARTURES = ['crash', 'close', 'navigate', 'freeze', 'suspend'] as const;

export type Departure = (typeof DEPARTURES)[number];

export interface TakeoverOptions {
  readonly departure: Departure;
  /** Of the account, and of the four tabs that share it. */
  readonly limit: number;
  /** How many conductors are lost, one after another. */
  readonly rounds: number;
}

/** A browser in which conductors are lost. */
export interface TakeoverStage {
  /**
   * How long it takes until another tab starts a request after the conductor has gone, in milliseconds, once for each
   * round. Meanwhile no other request ends, so that nothing can start but what the next conductor grants: the slots
   * that the lost one held. Where it keeps them (`suspend`), the others' requests end as soon as it is gone; and what they
   * pass on then by themselves, as the lost one had told them, does not count.
   */
  measure(options: TakeoverOptions): Promise<number[]>;
  close(): Promise<void>;
}

export async function openTakeoverStage(): Promise<TakeoverStage> {
  const pages = await servePoolPages();
  const chromium = await startChromium();
  return {
    measure: async ({ departure, limit, rounds }) => {
      const times: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
        times.push(await lose(departure, limit, chromium, pages));
      }
      return times;
    },
    close: async () => {
      await chromium.close();
      await pages.close();
    },
  };
}

async function lose(departure: Departure, limit: number, chromium: Chromium, pages: Pages): Promise<number> {
  const scene = await openPoolSceneIn(chromium, pages, { tabs: 4, limit });
  const { account, tabs } = scene;
  await sayAll(scene, 10, 20);
  // The conductor is hidden then, as it mostly is: the first tab that was opened is not the one in use.
  await tabs.show(3);
  const started = account.journal.length;
  const goneAtMs = performance.now();
  const undo = await leave(departure, scene);
  // Whoever holds one of the other slots passes it on once.
  const passedOn = departure === 'suspend' ? limit - 1 : 0;
  await account.until(({ length }) => length > started + passedOn);
  undo();
  await Promise.all(tabs.all.map(({ page }) => page.close()));
  await scene.close();
  return (account.journal[started + passedOn]?.startedAtMs ?? Infinity) - goneAtMs;
}

/** Returns how to undo what would keep the tab from being closed. */
async function leave(departure: Departure, { account, tabs }: PoolScene): Promise<() => void> {
  const conductor = tabs.get(0);
  switch (departure) {
    case 'crash':
      await crash(conductor);
      break;
    case 'close':
      await conductor.page.close();
      break;
    case 'navigate':
      await navigate(conductor);
      break;
    case 'freeze':
      await freeze(conductor);
      break;
    case 'suspend': {
      const suspension = await suspend(conductor);
      account.hold(false);
      return () => suspension.wake();
    }
  }
  return () => {};
}
