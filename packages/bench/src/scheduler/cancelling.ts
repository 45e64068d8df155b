import { bar, type BenchOptions, type BenchResult } from '../bench.ts';
import { inRounds } from '../rounds.ts';
import { median, medianRatio } from '../statistics.ts';
import { cuelight, peers, pQueue, type Contender } from './contenders.ts';

const JOBS = 10_000;

/** Jobs that wait behind a running one are cancelled in random order, each by its own signal. */
export async function cancelling({ isQuick, progress }: BenchOptions): Promise<BenchResult> {
  progress(`cancelling ${JOBS.toLocaleString('en')} queued jobs`);
  const contenders = [cuelight, ...peers].filter(({ create }) => create(1).runWithSignal !== undefined);
  const order = shuffled(JOBS);
  for (const contender of contenders) await cancelAll(contender, order);
  const times = await inRounds({
    contenders,
    roundsOf: () => (isQuick ? 5 : 9),
    measure: (contender) => cancelAll(contender, order),
  });
  return {
    rows: contenders.map((contender) => ({
      measurement: `Cancelling ${JOBS.toLocaleString('en')} queued jobs in random order`,
      contender: contender.name,
      figures: { 'ms until all have settled': median(times.get(contender) ?? []) },
    })),
    bars: [
      bar('time over p-queue, cancelling', medianRatio(times.get(cuelight) ?? [], times.get(pQueue) ?? []), {
        atMost: 1,
      }),
    ],
  };
}

async function cancelAll(contender: Contender, order: readonly number[]): Promise<number> {
  const limiter = contender.create(1);
  const { runWithSignal } = limiter;
  if (runWithSignal === undefined) throw new Error(`${contender.name} cannot cancel.`);
  const gate = Promise.withResolvers<void>();
  const blocker = limiter.run(() => gate.promise);
  let ran = 0;
  const task = async (): Promise<void> => {
    ran += 1;
  };
  const controllers = order.map(() => new AbortController());
  let rejected = 0;
  const settled = Promise.all(
    controllers.map(({ signal }) =>
      runWithSignal(task, signal).catch(() => {
        rejected += 1;
      }),
    ),
  );
  await new Promise((resolve) => setImmediate(resolve));
  const startedAt = performance.now();
  for (const number of order) controllers[number]?.abort();
  await settled;
  const tookMs = performance.now() - startedAt;
  gate.resolve();
  await blocker;
  limiter.close?.();
  if (ran > 0 || rejected !== order.length) {
    throw new Error(
      `${contender.name} ran ${ran} and rejected ${rejected} of ${order.length} cancelled jobs.`,
    );
  }
  return tookMs;
}

function shuffled(length: number): readonly number[] {
  const order = Array.from({ length }, (_, number) => number);
  for (let last = length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}
