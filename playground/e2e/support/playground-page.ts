import type { Page } from 'playwright';
import { onTestFinished } from 'vitest';
import { startChromium, type ChromiumOptions } from './chromium.ts';
import { openTabs, type Tab, type Tabs } from './tabs.ts';

/** One tab of a browser of its own, which is closed when the test is over. */
export async function openPage(url: string, options: ChromiumOptions = {}): Promise<Tab> {
  return (await openPages(url, 1, options)).get(0);
}

/** Tabs of one browser, which is closed when the test is over. */
export async function openPages(url: string, count: number, options: ChromiumOptions = {}): Promise<Tabs> {
  const chromium = await startChromium(options);
  onTestFinished(() => chromium.close());
  return openTabs(chromium, url, count);
}

/** Of all texts said in it, in order. */
export async function phases(page: Page): Promise<readonly (string | null)[]> {
  const rows = await page.getByTestId('utterance').all();
  return Promise.all(rows.map((row) => row.getAttribute('data-phase')));
}
