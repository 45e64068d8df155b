import { resolve } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { bundleScript, servePages, type Pages } from '../../../../playground/e2e/support/pages.ts';
import { autoplayFlag, chromiumFlags } from '../../../../scripts/chromium-flags.ts';
import type { ContenderId } from './contenders.ts';
import type { TapOptions } from './page/tap.ts';

const packages = resolve(import.meta.dirname, '../../node_modules');

/** Serves the page with the players, ours as an app would ship it, the peers as they were published. */
export async function servePlayers(): Promise<Pages> {
  const script = await bundleScript({
    entry: resolve(import.meta.dirname, 'page/page.ts'),
    from: 'shipped',
    // They ship these files without exporting them.
    alias: {
      'ai/src': resolve(packages, 'ai/src'),
      '@elevenlabs/client/dist': resolve(packages, '@elevenlabs/client/dist'),
    },
  });
  // The clock of an isolated page ticks in steps of five microseconds instead of a hundred.
  return servePages(() => script, {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'credentialless',
  });
}

/** A browser that takes every page for visible, so that none is throttled. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
    args: [...chromiumFlags, autoplayFlag, '--js-flags=--expose-gc'],
  });
}

export async function openPage(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url);
  return page;
}

/** A page with one player in it, open and ready to play; with `null`, with nothing but a context. */
export async function openContender(
  browser: Browser,
  url: string,
  id: ContenderId | null,
  options: TapOptions = {},
): Promise<Page> {
  const page = await openPage(browser, url);
  await page.evaluate(([name, tap]) => playbackBench.open(name, tap), [id, options] as const);
  return page;
}
