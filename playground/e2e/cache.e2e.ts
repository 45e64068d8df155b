import { resolve } from 'node:path';
import { startSimulator, type JournalEntry, type Simulator } from '@cuelight/msw/server';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startChromium, type ChromiumOptions } from './support/chromium.ts';
import { crash, goBack, navigate } from './support/departures.ts';
import { bundleScript, servePages, type Pages } from './support/pages.ts';
import { openTabs, type Tab, type Tabs } from './support/tabs.ts';

let pages: Pages;
beforeAll(async () => {
  const entry = resolve(import.meta.dirname, 'support/cache-page.ts');
  const script = await bundleScript({ entry, from: 'sources' });
  pages = await servePages(({ pathname }) => (pathname === '/' ? script : ''));
});
afterAll(() => pages.close());

interface Scene {
  readonly simulator: Simulator;
  readonly tabs: Tabs;
}

interface SceneOptions extends ChromiumOptions {
  readonly tabs?: number;
  readonly query?: Readonly<Record<string, string>>;
  readonly origin?: string;
}

async function scene({
  tabs = 1,
  query = {},
  origin = pages.url,
  ...browser
}: SceneOptions = {}): Promise<Scene> {
  const simulator = await startSimulator({ provider: 'breeze', voice: 'code', firstByteMs: 20, speed: 20 });
  onTestFinished(() => simulator.close());
  const chromium = await startChromium(browser);
  onTestFinished(() => chromium.close());
  const search = new URLSearchParams({ baseUrl: simulator.url, ...query });
  const opened = await openTabs(chromium, `${origin}/?${search}`, tabs);
  for (const tab of opened.all) await ready(tab);
  return { simulator, tabs: opened };
}

async function ready({ read }: Tab): Promise<void> {
  await expect.poll(() => read(() => typeof speech).catch(() => '')).toBe('object');
}

/** Says a text and gives how it ended. */
async function say(tab: Tab, text: string, cache = 'default'): Promise<string> {
  await begin(tab, text, cache);
  return (await tab.read(() => ends())).at(-1) ?? 'nothing was said';
}

function begin(tab: Tab, text: string, cache = 'default'): Promise<void> {
  return tab.run(`sayWith(${JSON.stringify(text)}, ${JSON.stringify(cache)})`);
}

/** What the account was asked for: the judge. */
function asked({ simulator }: Scene): readonly Pick<JournalEntry, 'text' | 'outcome'>[] {
  return simulator.journal().entries.map(({ text, outcome }) => ({ text, ...(outcome && { outcome }) }));
}

const ONCE = [{ text: 'One voice.', outcome: 'done' }];

test('a text is asked for once, whoever says it again: this tab, another one, a page that was loaded anew', async () => {
  const shown = await scene({ tabs: 2 });
  const [first, second] = [shown.tabs.get(0), shown.tabs.get(1)];
  expect(await say(first, 'One voice.')).toBe('done');
  expect(await say(first, 'One voice.')).toBe('done');
  expect(await say(second, 'One voice.')).toBe('done');
  await first.page.reload();
  await ready(first);
  expect(await say(first, 'One voice.')).toBe('done');
  expect(asked(shown)).toEqual(ONCE);
  expect(await first.read(() => speech.cache.stats())).toMatchObject({
    clips: 1,
    isStored: true,
    hits: 1,
    misses: 0,
    savedRequests: 1,
    savedCharacters: 10,
  });
  expect(shown.tabs.problems()).toEqual([]);
});

test('four tabs that say the same at once make one request, and all are heard', async () => {
  const shown = await scene({ tabs: 4 });
  shown.simulator.control({ hold: true });
  await Promise.all(shown.tabs.all.map((tab) => begin(tab, 'One voice.')));
  await expect.poll(() => shown.simulator.journal().counts.requests).toBe(1);
  shown.simulator.control({ hold: false });
  for (const tab of shown.tabs.all) expect(await tab.read(() => ends())).toEqual(['done']);
  expect(asked(shown)).toEqual(ONCE);
});

describe('when the tab that asks goes away, the one that waits takes over', () => {
  test.each<readonly [string, (tab: Tab) => Promise<unknown>]>([
    ['crashes', crash],
    ['is closed', ({ page }) => page.close()],
    ['goes into the back/forward cache', navigate],
  ])('as it %s', async (_how, leave) => {
    const shown = await scene({ tabs: 2 });
    const [first, second] = [shown.tabs.get(0), shown.tabs.get(1)];
    shown.simulator.control({ hold: true });
    await begin(first, 'One voice.');
    await expect.poll(() => shown.simulator.journal().counts.requests).toBe(1);
    await begin(second, 'One voice.');
    await expect.poll(() => clipLocks(second)).toEqual({ held: 1, pending: 1 });
    await leave(first);
    await expect.poll(() => shown.simulator.journal().counts.requests).toBe(2);
    shown.simulator.control({ hold: false });
    expect(await second.read(() => ends())).toEqual(['done']);
    expect(asked(shown).map(({ outcome }) => outcome)).toEqual(['aborted', 'done']);
  });
});

function clipLocks({ read }: Tab): Promise<{ held: number; pending: number }> {
  return read(async () => {
    const { held = [], pending = [] } = await navigator.locks.query();
    const count = { held: 0, pending: 0 };
    for (const { name } of held) if (name?.startsWith('cuelight:clip:') === true) count.held += 1;
    for (const { name } of pending) if (name?.startsWith('cuelight:clip:') === true) count.pending += 1;
    return count;
  });
}

test('a page that has said something goes into the back/forward cache, and hears its clips when it is back', async () => {
  const shown = await scene();
  const tab = shown.tabs.get(0);
  await say(tab, 'One voice.');
  await navigate(tab);
  expect(await goBack(tab)).toBe(true);
  expect(await say(tab, 'One voice.')).toBe('done');
  expect(asked(shown)).toEqual(ONCE);
});

test('clearing in one tab is clearing for all', async () => {
  const shown = await scene({ tabs: 2 });
  const [first, second] = [shown.tabs.get(0), shown.tabs.get(1)];
  await say(first, 'One voice.');
  await say(second, 'One voice.');
  await second.read(() => speech.cache.clear());
  expect(await first.read(() => speech.cache.stats())).toMatchObject({ clips: 0, bytes: 0 });
  await say(first, 'One voice.');
  expect(asked(shown)).toHaveLength(2);
});

test('what is stored names neither text nor account, and nothing is stored where persist is false', async () => {
  const shown = await scene({ query: { account: 'secret-account' } });
  const tab = shown.tabs.get(0);
  await say(tab, 'A secret text.');
  const stored = await tab.read(() => storedClips());
  expect(stored.keys).toHaveLength(1);
  expect(JSON.stringify(stored)).not.toMatch(/secret/);
  const forgetful = await scene({ query: { forgetful: '' } });
  expect(await say(forgetful.tabs.get(0), 'One voice.')).toBe('done');
  expect(await say(forgetful.tabs.get(0), 'One voice.')).toBe('done');
  expect(asked(forgetful)).toEqual(ONCE);
  expect(await forgetful.tabs.get(0).read(() => indexedDB.databases())).toEqual([]);
});

test('a disk without room is survived: everything is heard, and kept once there is room', async () => {
  const shown = await scene();
  const tab = shown.tabs.get(0);
  const { origin } = new URL(pages.url);
  await tab.session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  for (const text of ['One voice.', 'Two voices.']) expect(await say(tab, text)).toBe('done');
  expect(await tab.read(() => speech.cache.stats())).toMatchObject({ savedRequests: 0, misses: 2 });
  await tab.page.reload();
  await ready(tab);
  expect(await say(tab, 'One voice.')).toBe('done');
  expect(asked(shown)).toHaveLength(3);
  await tab.session.send('Storage.overrideQuotaForOrigin', { origin });
  for (const cause of ['asked for', 'kept']) {
    await tab.page.reload();
    await ready(tab);
    expect({ cause, end: await say(tab, 'Two voices.') }).toEqual({ cause, end: 'done' });
  }
  expect(asked(shown)).toHaveLength(4);
  expect(shown.tabs.problems()).toEqual([]);
});

test('on plain http clips stay in memory: there is nothing to hide texts with', async () => {
  const origin = pages.url.replace('127.0.0.1', 'cuelight.test');
  const shown = await scene({ origin, flags: ['--host-resolver-rules=MAP cuelight.test 127.0.0.1'] });
  const tab = shown.tabs.get(0);
  expect(await say(tab, 'One voice.')).toBe('done');
  expect(await say(tab, 'One voice.')).toBe('done');
  expect(asked(shown)).toEqual(ONCE);
  expect(await tab.read(async () => ({ isSecureContext, databases: await indexedDB.databases() }))).toEqual({
    isSecureContext: false,
    databases: [],
  });
  expect(await say(tab, 'Never said.', 'only')).toBe('not-cached');
});
