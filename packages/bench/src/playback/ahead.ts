import { bar, type BenchOptions, type BenchResult } from '../bench.ts';
import { launchBrowser, openContender } from './browser.ts';
import { cuelight, peers, type ContenderInfo } from './contenders.ts';
import { usageOf } from './processes.ts';
import { bytesOf, SOURCE_RATE_HZ } from './sound.ts';

const SECONDS = 3600;
const WATCH_MS = 4000;
/** For pushing an hour; what is pushed by then has to do. */
const PATIENCE_MS = 6000;

interface Load {
  /** Of audio. */
  readonly pushedSeconds: number;
  readonly clockRatio: number;
  readonly cpuPercent: number;
  readonly memoryBytes: number | null;
  readonly underruns: number | null;
}

/** An hour of speech that a fast provider has sent at once, playing. */
export async function ahead(url: string, { isQuick, progress }: BenchOptions): Promise<BenchResult> {
  const loads = new Map<ContenderInfo, Load>();
  for (const contender of isQuick ? [cuelight] : [cuelight, ...peers]) {
    progress(`an hour pushed ahead: ${contender.name}`);
    loads.set(contender, await load(url, contender));
  }
  const overSize = ({ memoryBytes, pushedSeconds }: Load): number | null =>
    memoryBytes === null ? null : memoryBytes / bytesOf(pushedSeconds * SOURCE_RATE_HZ);
  const own = loads.get(cuelight)!;
  return {
    rows: [...loads].map(([contender, measured]) => ({
      measurement: `An hour of speech pushed at once in pieces of 100 ms, as it then plays`,
      contender: contender.name,
      figures: {
        'seconds of audio in a second': measured.clockRatio,
        '% of a core': measured.cpuPercent,
        'MB more': measured.memoryBytes === null ? null : measured.memoryBytes / 1e6,
        'memory over the size of the samples': overSize(measured),
        underruns: measured.underruns,
      },
      ...(measured.pushedSeconds < SECONDS && {
        remark: `only ${Math.floor(measured.pushedSeconds / 60)} minutes: more were not pushed in ${PATIENCE_MS / 1000} s`,
      }),
    })),
    bars: [
      bar('seconds of audio in a second, an hour ahead', Number(own.clockRatio.toFixed(2)), { atLeast: 1 }),
      bar('% of a core, an hour ahead', own.cpuPercent, { atMost: 5 }),
      bar('memory over the size of the samples, an hour ahead', overSize(own), { atMost: 1.2 }),
    ],
  };
}

async function load(url: string, contender: ContenderInfo): Promise<Load> {
  const browser = await launchBrowser();
  try {
    const page = await openContender(browser, url, contender.id, { ear: 'none' });
    await page.requestGC();
    const before = await usageOf(browser);
    const pushedSeconds = await page.evaluate(
      ([seconds, patienceMs]) => playbackBench.pushAhead(seconds, patienceMs),
      [SECONDS, contender === cuelight ? Number.MAX_VALUE : PATIENCE_MS] as const,
    );
    await page.requestGC();
    // What the pushing has left to do is not what playing costs.
    await page.waitForTimeout(1000);
    const begun = await usageOf(browser);
    const watchedAt = performance.now();
    const clock = await page.evaluate((ms) => playbackBench.watchClock(ms), WATCH_MS);
    const after = await usageOf(browser);
    const watchedSeconds = (performance.now() - watchedAt) / 1000;
    const isTold = after.memoryBytes !== null && before.memoryBytes !== null;
    return {
      ...clock,
      pushedSeconds,
      cpuPercent: ((after.pageCpuSeconds - begun.pageCpuSeconds) / watchedSeconds) * 100,
      memoryBytes: isTold ? after.memoryBytes - before.memoryBytes : null,
    };
  } finally {
    await browser.close();
  }
}
