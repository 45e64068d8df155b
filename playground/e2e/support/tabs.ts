import type { CDPSession, Page } from 'playwright';
import type { Chromium } from './chromium.ts';
import { until } from './until.ts';

export interface Tab {
  /**
   * Two traps. A hidden tab paints nothing, so what waits for a frame (clicks, `waitForFunction`) waits for
   * ever there: show the tab first. And whatever Playwright evaluates, locators included, counts as a click
   * of the user, after which sound is allowed: use `read` where that matters.
   */
  readonly page: Page;
  readonly session: CDPSession;
  /** What went wrong in it since it was opened: uncaught errors, errors on the console, a crash. */
  readonly problems: readonly string[];
  /** Runs a function in the page, hidden or not, without counting as a click. It sees nothing of the test's. */
  readonly read: <T>(pageFunction: () => T | Promise<T>) => Promise<T>;
  /** The same for an expression, which can carry what the test knows. */
  readonly run: (expression: string) => Promise<void>;
}

/** The tabs of one window, counted from 0. */
export interface Tabs {
  readonly all: readonly Tab[];
  get(index: number): Tab;
  /** Makes one visible and waits until all the others know that they are hidden. */
  show(index: number): Promise<void>;
  visibilities(): Promise<readonly DocumentVisibilityState[]>;
  /** Of all tabs, each with the number of its tab. */
  problems(): readonly string[];
}

/**
 * Opens tabs one after another, all at one address or each at its own. The first is visible then, the others are
 * hidden.
 */
export async function openTabs(
  chromium: Chromium,
  url: string | ((tab: number) => string),
  count: number,
): Promise<Tabs> {
  const all: Tab[] = [];
  for (let tab = 0; tab < count; tab += 1) {
    all.push(await openTab(chromium, typeof url === 'string' ? url : url(tab)));
  }
  const tabs: Tabs = {
    all,
    get: (index) => {
      const tab = all[index];
      if (tab === undefined) throw new RangeError(`There is no tab ${index} of ${count}.`);
      return tab;
    },
    show: async (index) => {
      await tabs.get(index).page.bringToFront();
      const expected = all.map((_tab, position) => (position === index ? 'visible' : 'hidden'));
      await until(
        () => tabs.visibilities(),
        (shown) => shown.join() === expected.join(),
      );
    },
    visibilities: () => Promise.all(all.map((tab) => tab.read(() => document.visibilityState))),
    problems: () => all.flatMap((tab, index) => tab.problems.map((problem) => `tab ${index}: ${problem}`)),
  };
  await tabs.show(0);
  return tabs;
}

async function openTab(chromium: Chromium, url: string): Promise<Tab> {
  const page = await chromium.context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('crash', () => problems.push('crashed'));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  const session = await chromium.context.newCDPSession(page);
  await page.goto(url);
  return {
    page,
    session,
    problems,
    read: (pageFunction) => evaluateWithoutGesture(session, `(${pageFunction.toString()})()`),
    run: (expression) => evaluateWithoutGesture(session, `void (${expression})`),
  };
}

async function evaluateWithoutGesture<T>(session: CDPSession, expression: string): Promise<T> {
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
    userGesture: false,
  });
  if (exceptionDetails !== undefined) {
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  }
  return result.value;
}
