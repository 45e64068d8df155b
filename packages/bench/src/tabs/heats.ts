import type { Tab, Tabs } from '../../../../playground/e2e/support/tabs.ts';
import {
  startAccountServer,
  type AccountServer,
  type Visit,
} from '../../../../playground/e2e/support/account-server.ts';
import { jainIndex } from '../statistics.ts';
import type { Heat } from './page/heat.ts';

export type StrategyName = 'bareLoop' | 'cuelight' | 'queuePerTab' | 'backOff' | 'racedLocks';

/** What the account saw of one heat. */
export interface HeatResult {
  /** From the start of the first request to the end of the last. */
  readonly totalMs: number;
  readonly refusals: number;
  /** Of the tabs' shares by the time that one of them had all its jobs started. */
  readonly fairness: number;
}

/** Runs one strategy in the given tabs, all at once, at an account of its own. */
export async function runHeat(
  tabs: Tabs,
  strategy: StrategyName,
  { tabCount, ...heat }: Pick<Heat, 'jobs' | 'ms' | 'limit'> & { readonly tabCount: number },
): Promise<HeatResult> {
  const account = await startAccountServer({ limit: heat.limit });
  try {
    const running = tabs.all
      .slice(0, tabCount)
      .map((asked, tab) =>
        runIn(asked, strategy, { ...heat, tab, name: account.url, account: addressOf(account, tab) }),
      );
    await Promise.all(running);
    return judge(account.journal, heat.jobs, tabCount);
  } finally {
    await account.close();
  }
}

/** Resolves when all jobs of the tab are done. */
export async function runIn({ page }: Tab, strategy: StrategyName, heat: Heat): Promise<void> {
  await page.evaluate(([name, asked]) => bench[name](asked), [strategy, heat] as const);
}

/**
 * Each tab calls the account by another name, so that no tab waits for one of the six connections that browsers
 * open to one host: that limit is not the one that is measured.
 */
function addressOf(account: AccountServer, tab: number): string {
  const url = new URL(account.url);
  url.hostname = `tab${tab}.localhost`;
  return url.origin;
}

/** @throws where a job was not done exactly once. */
function judge(journal: readonly Visit[], jobs: number, tabCount: number): HeatResult {
  const admitted = journal.filter(({ outcome }) => outcome !== 'refused');
  const done = admitted.filter(({ outcome }) => outcome === 'done');
  const isOnce =
    done.length === admitted.length && new Set(done.map(({ name }) => name)).size === done.length;
  if (!isOnce || done.length !== jobs * tabCount) {
    throw new Error(`Of ${jobs * tabCount} jobs, ${done.length} of ${admitted.length} were done.`);
  }
  return {
    totalMs:
      Math.max(...done.map(({ endedAtMs }) => endedAtMs ?? Number.NaN)) -
      Math.min(...done.map(({ startedAtMs }) => startedAtMs)),
    refusals: journal.length - admitted.length,
    fairness: fairness(admitted, jobs, tabCount),
  };
}

function fairness(started: readonly Visit[], jobs: number, tabCount: number): number {
  const shares = Array.from({ length: tabCount }, () => 0);
  for (const { name } of started) {
    const tab = Number.parseInt(name, 10);
    shares[tab] = (shares[tab] ?? 0) + 1;
    if (shares[tab] === jobs) break;
  }
  return jainIndex(shares);
}
