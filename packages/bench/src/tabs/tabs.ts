import { startChromium } from '../../../../playground/e2e/support/chromium.ts';
import { openTabs, type Tabs } from '../../../../playground/e2e/support/tabs.ts';
import type { BenchOptions, BenchResult } from '../bench.ts';
import { contest } from './contest.ts';
import { loneTab } from './lone-tab.ts';
import { newcomer } from './newcomer.ts';
import { serveBenchPages } from './pages.ts';
import { takeovers } from './takeovers.ts';

type Part = (tabs: Tabs) => Promise<BenchResult>;

/** Four real tabs of one Chromium, three of them hidden, at one account. */
export async function runTabsBench(options: BenchOptions): Promise<BenchResult> {
  const pages = await serveBenchPages();
  const chromium = await startChromium();
  try {
    const results: BenchResult[] = [];
    const tabs = await openTabs(chromium, pages.url, 4);
    const parts: readonly Part[] = [
      (all) => loneTab(all.get(0), options),
      (all) => newcomer(all, options),
      (all) => contest(all, options),
    ];
    for (const part of parts) results.push(await part(tabs));
    const problems = tabs.problems().filter((problem) => !problem.includes('429'));
    if (problems.length > 0) throw new Error(`Something went wrong in the tabs:\n${problems.join('\n')}`);
    results.push(await takeovers(options));
    return { rows: results.flatMap(({ rows }) => rows), bars: results.flatMap(({ bars }) => bars) };
  } finally {
    await chromium.close();
    await pages.close();
  }
}
