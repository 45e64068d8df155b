import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PlayerOptions } from '@cuelight/core/player';
import { startChromium, type Chromium, type ChromiumOptions } from './support/chromium.ts';
import { crash, freeze, navigate, suspend } from './support/departures.ts';
import { servePlayerPages, type PlayerPages } from './support/player-pages.ts';
import { openTabs, type Tab, type Tabs } from './support/tabs.ts';

let pages: PlayerPages;
let chromium: Chromium | null = null;

beforeAll(async () => {
  pages = await servePlayerPages();
});
afterEach(async () => {
  await chromium?.close();
  chromium = null;
});
afterAll(() => pages.close());

async function open(
  urls: string | readonly string[],
  options?: ChromiumOptions,
  origin: string = pages.origin,
): Promise<Tabs> {
  chromium = await startChromium(options);
  const paths = typeof urls === 'string' ? [urls] : urls;
  const tabs = await openTabs(chromium, (tab) => origin + paths[tab]!, paths.length);
  for (const tab of tabs.all) await expect.poll(() => tab.read(() => 'speak' in window)).toBe(true);
  return tabs;
}

function stateOf(tab: Tab): Promise<string | undefined> {
  return tab.read(() => tracks.at(-1)?.getState().state);
}

async function expectState(tab: Tab, state: string, timeout: number = 15_000): Promise<void> {
  await expect.poll(() => stateOf(tab), { timeout }).toBe(state);
}

describe('the built package under a Content-Security-Policy', () => {
  const FILE = { workletUrl: '/worklet.js' };

  test.each([
    ['no policy', undefined, 'worklet'],
    ["script-src 'self'", "script-src 'self'", 'buffers'],
    ["script-src 'self' blob:", "script-src 'self' blob:", 'worklet'],
    ['strict-dynamic', "script-src 'nonce-x' 'strict-dynamic'", 'worklet'],
    ['worker-src blob:', "script-src 'self'; worker-src blob:", 'buffers'],
    ['wasm-unsafe-eval', "script-src 'self' 'wasm-unsafe-eval'", 'buffers'],
  ])('%s: the own file always, the own copy as far as it is let', async (_, policy, withoutFile) => {
    const tabs = await open([pages.path(FILE, policy), pages.path({}, policy)]);
    const heard = [];
    for (const [index, tab] of tabs.all.entries()) {
      await tabs.show(index);
      await tab.run('speak(0.2)');
      await expectState(tab, 'ended');
      heard.push(await tab.read(() => ({ engine: tracks[0]?.statistics().engine, warnings })));
    }
    const warning = expect.stringMatching(
      /Add blob: to script-src in the page's Content-Security-Policy, or serve @cuelight\/core\/worklet\.js/,
    );
    expect(heard).toEqual([
      { engine: 'worklet', warnings: [] },
      { engine: withoutFile, warnings: withoutFile === 'buffers' ? [warning] : [] },
    ]);
  });

  test('on plain http, where there are no worklets, it plays all the same and says why', async () => {
    const host = 'cuelight.test';
    const tabs = await open(
      pages.path(FILE),
      { flags: [`--host-resolver-rules=MAP ${host} 127.0.0.1`] },
      pages.origin.replace('127.0.0.1', host),
    );
    const tab = tabs.get(0);
    await tab.run('speak(0.2)');
    await expectState(tab, 'ended');
    expect(await tab.read(() => [tracks[0]?.statistics().engine, warnings])).toEqual([
      'buffers',
      [expect.stringContaining('Serve the page from https')],
    ]);
  });
});

/** Two tabs; the first speaks for a minute, the second is looked at. */
async function openTwo(options: PlayerOptions, more: string = ''): Promise<[Tabs, Tab, Tab]> {
  const path = pages.path(options) + more;
  const tabs = await open([path, path]);
  const [first, second] = [tabs.get(0), tabs.get(1)];
  await first.run('speak(60)');
  await expectState(first, 'playing');
  await tabs.show(1);
  return [tabs, first, second];
}

describe('one voice between the tabs of an origin', () => {
  const pausing: PlayerOptions = { exclusive: 'origin' };
  const waiting: PlayerOptions = { exclusive: 'origin', whenOthersSpeak: 'wait' };

  test('a tab that begins to speak pauses the other', async () => {
    const [tabs, first, second] = await openTwo(pausing);
    await second.run('speak(0.3)');
    await expectState(first, 'paused');
    await expectState(second, 'ended');
    expect(await stateOf(first)).toBe('paused');
    expect(tabs.problems()).toEqual([]);
  });

  test('a tab that waits speaks when the other has ended', async () => {
    const [tabs, first, second] = await openTwo(waiting);
    await second.run('speak(0.3)');
    await expectState(second, 'waiting');
    await first.run('tracks[0].stop()');
    await expectState(second, 'ended');
    expect(tabs.problems()).toEqual([]);
  });

  test.each([
    ['crashes', crash, 2000],
    ['is frozen', freeze, 2000],
    ['is left', navigate, 2000],
    ['stands still', suspend, 12_000],
  ])('a tab that %s does not keep the other silent', async (_, depart, timeout) => {
    const [, first, second] = await openTwo(waiting);
    await second.run('speak(0.3)');
    await expectState(second, 'waiting');
    await depart(first);
    await expectState(second, 'ended', timeout);
  });

  test('nor one that is frozen without having been told', async () => {
    const [, first, second] = await openTwo(waiting, '&unwarned');
    await second.run('speak(0.3)');
    await expectState(second, 'waiting');
    await freeze(first);
    await expectState(second, 'ended', 12_000);
  });
});

describe('hidden tabs', () => {
  test.each(['buffers', 'worklet'] as const)('play on without a gap: %s', async (engine) => {
    const path = pages.path({ engine, exclusive: false });
    // Their timers fire once a second, and after a while once a minute.
    const tabs = await open([path, path, path], {
      flags: ['--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/1'],
    });
    const hidden = [tabs.get(0), tabs.get(1)];
    for (const tab of hidden) await tab.read(() => listen());
    await tabs.show(2);
    for (const tab of hidden) await tab.run('speak(8)');
    for (const tab of hidden) await expectState(tab, 'ended', 25_000);
    for (const tab of hidden) {
      const { sound, gaps } = await tab.read(() => heard());
      expect(gaps).toEqual([]);
      // Some samples of a tone are silent.
      expect(sound).toBeGreaterThan(7.9 * 24_000);
    }
  });
});
