import { createPoolOn } from '../../../core/src/pool/create-pool.ts';
import { seededRandom } from '../../../core/src/testing/seeded-random.ts';
import { VirtualAccount } from '../../../core/src/testing/virtual-account.ts';
import { VirtualBrowser } from '../../../core/src/testing/virtual-browser.ts';
import { bar, type BenchOptions, type BenchResult } from '../bench.ts';

const TABS = 4;
const LIMITS = [1, 3];
const MEDIAN_MS = 2000;
const SIGMA = 0.4;
/** So many jobs of each tab are through before anything is foretold: something has to be measured first. */
const MEASURED = 4;
const FORETOLD = 30;
const AHEAD_AT_LEAST = 10;
const LOOK_EVERY_MS = 5000;

interface Foretold {
  readonly waitMs: number;
  readonly errorMs: number;
}

/** How true `startsInMs` comes, in virtual tabs on virtual time: the same figures on every machine. */
export async function estimates({ isQuick, progress }: BenchOptions): Promise<BenchResult> {
  progress('estimates in the simulator');
  const seeds = Array.from({ length: isQuick ? 3 : 20 }, (_, index) => index + 1);
  const byLimit: { readonly limit: number; readonly foretold: readonly Foretold[] }[] = [];
  for (const limit of LIMITS) {
    const foretold: Foretold[] = [];
    for (const seed of seeds) foretold.push(...(await foretell(limit, seed)));
    byLimit.push({ limit, foretold });
  }
  return {
    rows: byLimit.map(({ limit, foretold }) => ({
      measurement: `Estimates: ${TABS} tabs, log-normal service times (sigma ${SIGMA}), ${AHEAD_AT_LEAST} or more jobs ahead`,
      contender: `Cuelight, limit ${limit}`,
      figures: {
        'mean error / mean wait': relativeError(foretold),
        'mean wait in s': mean(foretold.map(({ waitMs }) => waitMs)) / 1000,
        estimates: foretold.length,
      },
      remark: 'nobody else tells',
    })),
    bars: byLimit.map(({ limit, foretold }) =>
      bar(`mean error of the estimates over the mean wait, limit ${limit}`, relativeError(foretold), {
        atMost: 0.15,
      }),
    ),
  };
}

function relativeError(foretold: readonly Foretold[]): number {
  return mean(foretold.map(({ errorMs }) => Math.abs(errorMs))) / mean(foretold.map(({ waitMs }) => waitMs));
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

async function foretell(limit: number, seed: number): Promise<Foretold[]> {
  const browser = new VirtualBrowser({ seed });
  const { clock } = browser;
  const account = new VirtualAccount(clock, limit);
  const random = seededRandom(seed);
  const pools = Array.from({ length: TABS }, () =>
    createPoolOn(browser.openTab().platform, 'speech', { limit }),
  );
  const add = (count: number, name: string) =>
    pools.flatMap((pool, tab) =>
      Array.from({ length: count }, (_, index) => {
        const key = `${name} ${tab}.${index}`;
        const job = pool.run(account.task(key, MEDIAN_MS * Math.exp(SIGMA * standardNormal(random))));
        return { key, job };
      }),
    );
  const first = add(MEASURED, 'measured');
  const jobs = add(FORETOLD, 'foretold');
  await clock.until(() => first.every(({ job }) => job.getState().state === 'done'));

  const looks: { readonly key: string; readonly atMs: number; readonly startsInMs: number }[] = [];
  while (jobs.some(({ job }) => job.getState().state === 'waiting')) {
    for (const { key, job } of jobs) {
      const snapshot = job.getState();
      if (snapshot.state !== 'waiting' || snapshot.startsInMs === undefined) continue;
      if ((snapshot.queuePosition ?? 0) <= AHEAD_AT_LEAST) continue;
      looks.push({ key, atMs: clock.now(), startsInMs: snapshot.startsInMs });
    }
    await clock.advance(LOOK_EVERY_MS);
  }
  for (const pool of pools) pool.close();
  const startedAtMs = new Map(account.journal.map((visit) => [visit.name, visit.startedAtMs]));
  return looks.map(({ key, atMs, startsInMs }) => {
    const waitMs = (startedAtMs.get(key) ?? Number.NaN) - atMs;
    return { waitMs, errorMs: startsInMs - waitMs };
  });
}

/** Box and Muller's. */
function standardNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
