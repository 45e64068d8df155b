import type { BenchOptions, BenchResult } from '../bench.ts';
import { ahead } from './ahead.ts';
import { launchBrowser, servePlayers } from './browser.ts';
import { clicks } from './clicks.ts';
import { coldStart } from './cold-start.ts';
import { evenPace } from './even-pace.ts';
import { exactness } from './exactness.ts';
import { fidelity } from './fidelity.ts';
import { firstSound } from './first-sound.ts';
import { jitter } from './jitter.ts';

/** Players of streamed PCM in real pages of Chromium, each recorded just before the speakers. */
export async function runPlaybackBench(options: BenchOptions): Promise<BenchResult> {
  const pages = await servePlayers();
  try {
    const sound = await inOneBrowser(pages.url, options);
    const results = [
      ...sound,
      ...(options.isQuick ? [] : [await coldStart(pages.url, options)]),
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
    // What is heard comes before when: these three take no times that the others could disturb.
    const [cut, interrupted, resampled] = await Promise.all([
      exactness(browser, url, options),
      clicks(browser, url, options),
      fidelity(browser, url, options),
    ]);
    const first = await firstSound(browser, url, options);
    const uneven = await jitter(browser, url, options);
    return [first, uneven, cut, interrupted, resampled];
  } finally {
    await browser.close();
  }
}
