import { createPoolOn } from '../../../src/pool/create-pool.ts';
import type { Job, Pool } from '../../../src/pool/types.ts';
import { VirtualAccount } from '../../../src/testing/virtual-account.ts';
import { VirtualBrowser } from '../../../src/testing/virtual-browser.ts';
import type { VirtualTab } from '../../../src/testing/virtual-tab.ts';

/** Tabs that were all there from the beginning. */
export interface TabsScene {
  readonly browser: VirtualBrowser;
  readonly account: VirtualAccount;
  readonly tabs: readonly { readonly tab: VirtualTab; readonly pool: Pool }[];
}

export function tabsScene(tabCount: number, limit: number): TabsScene {
  const browser = new VirtualBrowser();
  const account = new VirtualAccount(browser.clock, limit);
  const tabs = Array.from({ length: tabCount }, () => {
    const tab = browser.openTab();
    return { tab, pool: createPoolOn(tab.platform, 'speech', { limit }) };
  });
  return { browser, account, tabs };
}

/** Each tab says `count` jobs of `durationMs`, named `<tab>.<n>`. */
export function sayInAll({ account, tabs }: TabsScene, count: number, durationMs = 100): Job<string>[][] {
  return tabs.map(({ pool }, tab) =>
    Array.from({ length: count }, (_, job) => pool.run(account.task(`${tab}.${job}`, durationMs))),
  );
}

export async function finishAll({ browser }: TabsScene, jobs: readonly Job<string>[]): Promise<void> {
  let settled = 0;
  for (const job of jobs) void job.finished.finally(() => (settled += 1)).catch(() => {});
  await browser.clock.until(() => settled === jobs.length);
}
