import { startAccountServer } from '../../../../playground/e2e/support/account-server.ts';
import type { Tabs } from '../../../../playground/e2e/support/tabs.ts';
import { bar, type BenchOptions, type BenchResult } from '../bench.ts';
import { median } from '../statistics.ts';
import { runIn, type StrategyName } from './heats.ts';
import type { Heat } from './page/heat.ts';

const MS = 100;
const LIMIT = 1;

/** Three hidden tabs have long queues; in a fourth, which is looked at, one job is wanted. */
export async function newcomer(tabs: Tabs, { isQuick, progress }: BenchOptions): Promise<BenchResult> {
  progress('a newcomer with one job');
  await tabs.show(3);
  const own: number[] = [];
  const raced: number[] = [];
  const { rounds, roundsOfPeer, queued } = isQuick
    ? { rounds: 3, roundsOfPeer: 1, queued: 4 }
    : { rounds: 9, roundsOfPeer: 2, queued: 6 };
  for (let round = 0; round < rounds; round += 1) {
    own.push(await waitOfNewcomer(tabs, 'cuelight', queued, round));
    if (round < roundsOfPeer) raced.push(await waitOfNewcomer(tabs, 'racedLocks', queued, round));
  }
  await tabs.show(0);
  const row = (contender: string, waits: readonly number[]) => ({
    measurement: `A newcomer's one job beside three tabs with queues, jobs of ${MS} ms, limit ${LIMIT}`,
    contender,
    figures: {
      'median wait in ms': median(waits),
      'longest wait in ms': Math.max(...waits),
      rounds: waits.length,
    },
  });
  return {
    rows: [row('Cuelight', own), row('raced Web Locks', raced)],
    bars: [bar("job times until a newcomer's job starts, at worst", Math.max(...own) / MS, { atMost: 2 })],
  };
}

async function waitOfNewcomer(
  tabs: Tabs,
  strategy: StrategyName,
  jobs: number,
  round: number,
): Promise<number> {
  const account = await startAccountServer({ limit: LIMIT });
  const ask = (tab: number, count: number): Promise<void> => {
    const heat: Heat = { account: account.url, name: account.url, tab, jobs: count, ms: MS, limit: LIMIT };
    return runIn(tabs.get(tab), strategy, heat);
  };
  const queued = [0, 1, 2].map((tab) => ask(tab, jobs));
  await account.until(({ length }) => length > 3);
  // Not always at the same moment of a running job.
  await new Promise((resolve) => setTimeout(resolve, (MS * (round % 5)) / 5));
  const askedAtMs = performance.now();
  await Promise.all([...queued, ask(3, 1)]);
  const startedAtMs = account.journal.find(({ name }) => name.startsWith('3.'))?.startedAtMs ?? Number.NaN;
  await account.close();
  return startedAtMs - askedAtMs;
}
