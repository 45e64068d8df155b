import type { BenchOptions, BenchResult } from '../bench.ts';
import { median } from '../statistics.ts';
import { launchBrowser, openPage } from './browser.ts';
import { cuelight, peers, type ContenderInfo } from './contenders.ts';
import { deviceTimeMs } from './hearing.ts';

const ANSWER_MS = 150;
const ROUNDS = 3;
/** One with a worklet, one without. */
const compared = peers.filter(({ id }) => id === 'wavtools' || id === 'vercel');

/** From the first click in a browser that has never played to the first sound of an answer that takes 150 ms. */
export async function coldStart(url: string, { progress }: BenchOptions): Promise<BenchResult> {
  const contenders = [cuelight, ...compared];
  const measured = new Map<ContenderInfo, number[]>(contenders.map((each) => [each, []]));
  for (let round = 1; round <= ROUNDS; round += 1) {
    progress(`cold start, round ${round} of ${ROUNDS}`);
    for (const contender of contenders) measured.get(contender)?.push(await fromClick(url, contender));
  }
  return {
    rows: contenders.map((contender) => ({
      measurement: `First sound in a fresh browser, in ms after the click that asks for it; the answer takes ${ANSWER_MS} ms`,
      contender: contender.name,
      figures: { median: median(measured.get(contender) ?? []), rounds: ROUNDS },
    })),
    bars: [],
  };
}

async function fromClick(url: string, { id }: ContenderInfo): Promise<number> {
  const browser = await launchBrowser();
  try {
    const page = await openPage(browser, url);
    await page.waitForTimeout(300);
    const { clickedAtMs, firstFrames, ...clocks } = await page.evaluate(
      ([name, answerMs]) => playbackBench.clickAndListen(name, answerMs),
      [id, ANSWER_MS] as const,
    );
    return deviceTimeMs(clocks, median(firstFrames)) - clickedAtMs;
  } finally {
    await browser.close();
  }
}
