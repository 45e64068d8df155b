import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startChromium, type Chromium, type ChromiumOptions } from './support/chromium.ts';
import { startPlaygroundServer, type PlaygroundServer } from './support/playground-server.ts';
import { openTabs } from './support/tabs.ts';

let server: PlaygroundServer;
let url: string;
beforeAll(async () => {
  server = await startPlaygroundServer();
  url = `${server.url}/e2e/support/blank.html`;
});
afterAll(() => server.close());

test('of four tabs three are hidden, and all share their locks', async () => {
  const tabs = await openTabs(await start(), url, 4);
  expect(await tabs.visibilities()).toEqual(['visible', 'hidden', 'hidden', 'hidden']);

  await tabs.get(1).read(
    () =>
      new Promise<void>((granted) => {
        void navigator.locks.request('shared', async () => {
          granted();
          await new Promise((released) => addEventListener('release', released));
        });
      }),
  );
  const waiting = tabs
    .get(3)
    .read(() => navigator.locks.request('shared', () => `got it ${document.visibilityState}`));
  for (const tab of tabs.all) {
    await expect
      .poll(() => tab.read(async () => (await navigator.locks.query()).pending?.map((lock) => lock.name)))
      .toEqual(['shared']);
  }
  await tabs.get(1).read(() => void dispatchEvent(new Event('release')));
  expect(await waiting).toBe('got it hidden');

  await tabs.show(3);
  expect(await tabs.visibilities()).toEqual(['hidden', 'hidden', 'hidden', 'visible']);
  expect(tabs.problems()).toEqual([]);
});

test('sound needs a click where autoplay is off, and what Playwright evaluates is one', async () => {
  const free = await openTabs(await start(), url, 1);
  expect(await free.get(0).read(() => new AudioContext().state)).toBe('running');

  const bound = (await openTabs(await start({ autoplay: false }), url, 1)).get(0);
  expect(await bound.read(() => new AudioContext().state)).toBe('suspended');
  expect(await bound.page.evaluate(() => new AudioContext().state)).toBe('running');
});

test('what goes wrong in a tab is told', async () => {
  const tabs = await openTabs(await start(), url, 2);
  await tabs.get(1).read(() => {
    console.error('on the console');
    setTimeout(() => {
      throw new Error('nobody caught this');
    });
  });
  await expect
    .poll(() => tabs.problems())
    .toEqual([
      expect.stringContaining('tab 1: console: on the console'),
      'tab 1: uncaught: nobody caught this',
    ]);
});

test('a closed browser leaves no profile behind, also when closed twice', async () => {
  const chromium = await startChromium();
  expect(existsSync(chromium.profile)).toBe(true);
  await chromium.close();
  await chromium.close();
  expect(existsSync(chromium.profile)).toBe(false);
});

async function start(options?: ChromiumOptions): Promise<Chromium> {
  const chromium = await startChromium(options);
  onTestFinished(() => chromium.close());
  return chromium;
}
