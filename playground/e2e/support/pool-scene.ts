import { startAccountServer, type AccountServer } from './account-server.ts';
import { startChromium, type Chromium, type ChromiumOptions } from './chromium.ts';
import type { Pages } from './pages.ts';
import { openTabs, type Tab, type Tabs } from './tabs.ts';
import { until } from './until.ts';

export interface PoolSceneOptions extends ChromiumOptions {
  readonly tabs: number;
  readonly limit: number;
  /** How long the account goes on counting a cut request. @default 0 */
  readonly accountLagMs?: number;
  /** What the tabs were told of that. @default 50 */
  readonly releaseLagMs?: number;
  /** The version of the protocol that each tab speaks. @default the library's */
  readonly protocols?: readonly number[];
  /** Under which name the pages are visited. @default '127.0.0.1', where locks are to be had without https */
  readonly host?: string;
  /** The tab that is not told when it is frozen or left. @default none */
  readonly unwarned?: number;
  /** The tab that has no storage. @default none */
  readonly storageless?: number;
  /** The tab whose clock is decades behind. @default none */
  readonly behind?: number;
}

/** Tabs of one window whose pages share a pool, and the account that judges them. */
export interface PoolScene {
  readonly limit: number;
  readonly account: AccountServer;
  readonly tabs: Tabs;
  close(): Promise<void>;
}

/** A scene in a browser of its own. */
export async function openPoolScene(pages: Pages, options: PoolSceneOptions): Promise<PoolScene> {
  const chromium = await startChromium(options);
  const scene = await openPoolSceneIn(chromium, pages, options);
  return {
    ...scene,
    close: async () => {
      await chromium.close();
      await scene.close();
    },
  };
}

const DECADES_MS = 1e12;

/** Closing it leaves the browser open, and its tabs. */
export async function openPoolSceneIn(
  chromium: Chromium,
  pages: Pages,
  options: Omit<PoolSceneOptions, keyof ChromiumOptions>,
): Promise<PoolScene> {
  const { limit, accountLagMs = 0, releaseLagMs = 50 } = options;
  const account = await startAccountServer({ limit, releaseLagMs: accountLagMs });
  const tabs = await openTabs(
    chromium,
    (tab) => {
      // Named after its account, so that no two scenes share a pool.
      const query = new URLSearchParams({ name: account.url, tab: String(tab), account: account.url });
      for (const [key, number] of Object.entries({ limit, releaseLagMs })) {
        query.set(key, String(number));
      }
      if (tab === options.unwarned) query.set('unwarned', '');
      if (tab === options.storageless) query.set('storageless', '');
      if (tab === options.behind) query.set('behindMs', String(DECADES_MS));
      const protocol = options.protocols?.[tab];
      if (protocol !== undefined) query.set('protocol', String(protocol));
      return `${pages.url.replace('127.0.0.1', options.host ?? '127.0.0.1')}/pool?${query}`;
    },
    options.tabs,
  );
  return { limit, account, tabs, close: () => account.close() };
}

/**
 * Every tab says its jobs; the first conducts, and as many as the limit allows have one in flight. All wait for
 * the account, which is on hold, and all know of each other.
 */
export async function sayAll({ account, limit, tabs }: PoolScene, count: number, ms: number): Promise<void> {
  account.hold(true);
  const [first, ...others] = tabs.all;
  await first?.run(`say(1, ${ms})`);
  await account.until(({ length }) => length === 1);
  for (const { run } of others) await run(`say(${count}, ${ms})`);
  await account.until(({ length }) => length === Math.min(limit, tabs.all.length));
  await first?.run(`say(${count - 1}, ${ms})`);
  await account.until(({ length }) => length === limit);
  for (const { read } of tabs.all) {
    await until(
      () => read(() => pool.getState().waiting.normal),
      (waiting) => waiting === tabs.all.length * count - limit,
    );
  }
}

/** Until the account has noticed that what this tab had in flight was cut. */
export async function untilCut({ account }: PoolScene, tab: number): Promise<void> {
  await account.until((journal) =>
    journal.every(({ name, outcome }) => !name.startsWith(`${tab}.`) || outcome !== 'running'),
  );
}

/** Until no job of these tabs waits or runs. */
export async function untilSettled(tabs: readonly Tab[]): Promise<void> {
  for (const { read } of tabs) {
    await until(
      () =>
        read(() =>
          jobs.flatMap(({ name, job }) => {
            const { state } = job.getState();
            return state === 'waiting' || state === 'running' ? [`${name} ${state}`] : [];
          }),
        ),
      (open) => open.length === 0,
    );
  }
}
