import type { Browser } from 'playwright';
import type { BenchOptions, BenchResult } from '../bench.ts';
import { launchBrowser, openContender } from './browser.ts';
import { cuelight, peers } from './contenders.ts';
import { usageOf } from './processes.ts';

const SECONDS = 15;

/**
 * What ordinary playing costs. Each player has a browser of its own, all at the same time: what counts is the
 * time of their processes, not of the clock.
 */
export async function evenPace(url: string, { progress }: BenchOptions): Promise<BenchResult> {
  progress('an even pace');
  const contenders = [cuelight, ...peers];
  const measured = await Promise.all(
    [null, ...contenders].map((each) => cpuPerMinute(url, each?.id ?? null)),
  );
  const [idle = Number.NaN, ...playing] = measured;
  return {
    rows: contenders.map((contender, index) => ({
      measurement: 'A minute of speech that arrives as fast as it is heard, in pieces of 100 ms',
      contender: contender.name,
      figures: {
        'CPU seconds more than a context that plays nothing': (playing[index] ?? Number.NaN) - idle,
      },
    })),
    bars: [],
  };
}

async function cpuPerMinute(url: string, id: Parameters<typeof openContender>[2]): Promise<number> {
  const browser: Browser = await launchBrowser();
  try {
    const page = await openContender(browser, url, id, { ear: 'none' });
    await page.waitForTimeout(1000);
    const before = await usageOf(browser);
    if (id === null) await page.waitForTimeout(SECONDS * 1000);
    else await page.evaluate((seconds) => playbackBench.pushEvenly(seconds), SECONDS);
    const after = await usageOf(browser);
    const seconds =
      after.pageCpuSeconds + after.serviceCpuSeconds - before.pageCpuSeconds - before.serviceCpuSeconds;
    return (seconds / SECONDS) * 60;
  } finally {
    await browser.close();
  }
}
