import type { BenchOptions, BenchResult } from '../bench.ts';
import { ahead } from './ahead.ts';
import { launchBrowser, servePlayers } from './browser.ts';
import { evenPace } from './even-pace.ts';
import { firstSound } from './first-sound.ts';
import { jitter } from './jitter.ts';

/** Players of streamed PCM in real pages of one Chromium, each recorded just before the speakers. */
export async function runPlaybackBench(options: BenchOptions): Promise<BenchResult> {
  const pages = await servePlayers();
  try {
    const results = [
      ...(await inOneBrowser(pages.url, options)),
      await ahead(pages.url, options),
      ...(options.isQuick ? [] : [await evenPace(pages.url, options)]),
    ];
    return { rows: results.flatMap(({ rows }) => rows), bars: results.flatMap(({ bars }) => bars) };
  } finally {
    await pages.close();
  }
}

async function inOneBrowser(url: string, options: BenchOptions): Promise<readonly BenchResult[]> {
  const browser = await launchBrowser();
  try {
    return [await firstSound(browser, url, options), await jitter(browser, url, options)];
  } finally {
    await browser.close();
  }
}
