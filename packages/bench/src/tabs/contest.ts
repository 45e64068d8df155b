import type { Tabs } from '../../../../playground/e2e/support/tabs.ts';
import { bar, type BenchOptions, type BenchResult } from '../bench.ts';
import { median, medianRatio } from '../statistics.ts';
import { runHeat, type HeatResult, type StrategyName } from './heats.ts';

const TABS = 4;
const MS = 100;
const LIMITS = [1, 3];
/** They are far enough behind. */
const ROUNDS_OF_PEERS = 1;
const QUICK_JOBS = 5;

const peers: readonly { readonly strategy: StrategyName; readonly name: string; readonly remark: string }[] =
  [
    {
      strategy: 'racedLocks',
      name: 'raced Web Locks',
      remark: 'one lock per slot, first come, first served',
    },
    { strategy: 'queuePerTab', name: 'p-queue with p-retry', remark: 'one queue per tab' },
    { strategy: 'backOff', name: 'fetch with back-off', remark: 'no queue' },
  ];

/** Four tabs with equal work at one account, and how near they come to what one tab could do alone. */
export async function contest(tabs: Tabs, { isQuick, progress }: BenchOptions): Promise<BenchResult> {
  const results = [];
  for (const limit of LIMITS) results.push(await contestAt(limit, tabs, isQuick, progress));
  return { rows: results.flatMap(({ rows }) => rows), bars: results.flatMap(({ bars }) => bars) };
}

async function contestAt(
  limit: number,
  tabs: Tabs,
  isQuick: boolean,
  progress: BenchOptions['progress'],
): Promise<BenchResult> {
  const jobs = isQuick ? QUICK_JOBS * limit : 50;
  const shape = { jobs, ms: MS, limit, tabCount: TABS };
  const alone = { ...shape, jobs: jobs * TABS, tabCount: 1 };
  const floor: HeatResult[] = [];
  const own: HeatResult[] = [];
  const ofPeers = new Map<StrategyName, HeatResult[]>(peers.map(({ strategy }) => [strategy, []]));
  // The first requests of a browser are slower than all that follow.
  await runHeat(tabs, 'bareLoop', { ...alone, jobs: 4 });
  await runHeat(tabs, 'cuelight', { ...shape, jobs: 2 });
  const rounds = isQuick ? 2 : 5;
  for (let round = 0; round < rounds; round += 1) {
    progress(`four tabs at limit ${limit}, round ${round + 1} of ${rounds}`);
    const isFloorFirst = round % 2 === 0;
    if (isFloorFirst) floor.push(await runHeat(tabs, 'bareLoop', alone));
    own.push(await runHeat(tabs, 'cuelight', shape));
    if (!isFloorFirst) floor.push(await runHeat(tabs, 'bareLoop', alone));
    if (isQuick || round >= ROUNDS_OF_PEERS) continue;
    for (const { strategy, name } of peers) {
      progress(`  ${name}`);
      ofPeers.get(strategy)?.push(await runHeat(tabs, strategy, shape));
    }
  }
  const row = (contender: string, results: readonly HeatResult[], remark?: string) => ({
    measurement: `${TABS} tabs with ${jobs} jobs of ${MS} ms each, limit ${limit}`,
    contender,
    figures: {
      seconds: median(results.map(({ totalMs }) => totalMs)) / 1000,
      'over one bare loop': medianRatio(totals(results), totals(floor)),
      refusals: median(results.map(({ refusals }) => refusals)),
      "fairness (Jain's index)": median(results.map(({ fairness }) => fairness)),
      rounds: results.length,
    },
    ...(remark !== undefined && { remark }),
  });
  return {
    rows: [
      row('one tab, bare fetch loop', floor, 'the floor: nobody to share with'),
      row('Cuelight', own),
      ...(isQuick ? [] : peers).map(({ strategy, name, remark }) =>
        row(name, ofPeers.get(strategy) ?? [], remark),
      ),
    ],
    bars: [
      bar(`time of four tabs over one bare loop, limit ${limit}`, medianRatio(totals(own), totals(floor)), {
        atMost: 1.03,
      }),
      bar(`fairness between the tabs, limit ${limit}`, Math.min(...own.map(({ fairness }) => fairness)), {
        atLeast: 0.98,
      }),
      bar(`refusals, limit ${limit}`, Math.max(...own.map(({ refusals }) => refusals)), { atMost: 0 }),
    ],
  };
}

function totals(results: readonly HeatResult[]): readonly number[] {
  return results.map(({ totalMs }) => totalMs);
}
