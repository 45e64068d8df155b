import type { Tab } from '../../../../playground/e2e/support/tabs.ts';
import { bar, type BenchOptions, type BenchResult, type Row } from '../bench.ts';
import { median, percentile } from '../statistics.ts';

/** What the pool costs somebody who has only one tab open. */
export async function loneTab({ page }: Tab, { isQuick, progress }: BenchOptions): Promise<BenchResult> {
  progress('a lone tab');
  const jobs = isQuick ? 5000 : 20_000;
  const queued: number[] = [];
  const oneByOne: number[] = [];
  const firstStarts: number[] = [];
  const lockRequests: number[] = [];
  for (let round = 0; round < (isQuick ? 3 : 7); round += 1) {
    const name = `lone ${round}`;
    const { queuedUsPerJob, oneByOneUsPerJob } = await page.evaluate(
      ([pool, count]) => bench.loneTab(pool, count),
      [name, jobs] as const,
    );
    queued.push(queuedUsPerJob);
    oneByOne.push(oneByOneUsPerJob);
    for (let start = 0; start < 10; start += 1) {
      firstStarts.push(await page.evaluate((pool) => bench.firstStart(pool), `${name}, start ${start}`));
      lockRequests.push(await page.evaluate((lock) => bench.lockRequest(lock), `${name}, lock ${start}`));
    }
  }
  return {
    rows: [
      {
        measurement: 'A tab that is alone: jobs that do nothing, in µs per job',
        contender: 'Cuelight',
        figures: { 'queued at once': median(queued), 'one by one': median(oneByOne) },
      },
      firstStartRow('Cuelight', firstStarts),
      firstStartRow('the browser gives one free lock', lockRequests),
    ],
    bars: [
      bar("µs for a lone tab's job, queued at once", median(queued), { atMost: 50 }),
      bar("µs for a lone tab's job, one by one", median(oneByOne), { atMost: 50 }),
      bar('ms that an idle pool adds to the first start', median(firstStarts), { atMost: 1.5 }),
    ],
  };
}

function firstStartRow(contender: string, times: readonly number[]): Row {
  return {
    measurement: 'The first start of an idle pool, in ms',
    contender,
    figures: { median: median(times), '95 % within': percentile(times, 0.95) },
  };
}
