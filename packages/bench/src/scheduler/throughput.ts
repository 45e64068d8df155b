import { bar, type Bar, type BenchOptions, type BenchResult, type Row } from '../bench.ts';
import { inRounds } from '../rounds.ts';
import { median, medianRatio } from '../statistics.ts';
import {
  asyncPriorityQueue,
  cuelight,
  fastqPromise,
  LANES,
  peers,
  ring,
  type Contender,
  type Limiter,
  type Task,
} from './contenders.ts';
import { unsoundness } from './soundness.ts';

const JOBS = 100_000;
const LIMITS = [1, 3, 20];
const noop: Task = async () => 1;

/** Jobs that do nothing, queued all at once: what is left is the cost of queueing. */
export async function throughput({ isQuick, progress }: BenchOptions): Promise<BenchResult> {
  const contenders = [cuelight, ring, ...peers.filter((peer) => peer !== asyncPriorityQueue)];
  const remarks = await remarksOn(contenders, 'plain', isQuick);
  const rows: Row[] = [];
  const bars: Bar[] = [];
  for (const limit of LIMITS) {
    progress(`${JOBS.toLocaleString('en')} jobs at limit ${limit}`);
    const times = await race(contenders, isQuick, (contender, jobs) =>
      runAll(contender, limit, jobs, plainly),
    );
    const measurement = `${JOBS.toLocaleString('en')} jobs that do nothing, limit ${limit}`;
    rows.push(...contenders.map((contender) => row(measurement, contender, times, remarks)));
    const own = times.get(cuelight) ?? [];
    bars.push(
      bar(`time over fastq.promise, limit ${limit}`, medianRatio(own, times.get(fastqPromise) ?? []), {
        atMost: 1,
      }),
      bar(`time over a bare ring buffer, limit ${limit}`, medianRatio(own, times.get(ring) ?? []), {
        atMost: 2,
      }),
    );
  }
  return { rows, bars };
}

/** The same with a lane drawn for each job: whoever sorts on the way in pays here. */
export async function lanes({ isQuick, progress }: BenchOptions): Promise<BenchResult> {
  const contenders = [cuelight, ...peers].filter(({ create }) => create(1).runInLane !== undefined);
  const remarks = await remarksOn(contenders, 'lanes', isQuick);
  progress(`${JOBS.toLocaleString('en')} jobs in random lanes`);
  const times = await race(contenders, isQuick, (contender, jobs) =>
    runAll(contender, 3, jobs, inRandomLanes),
  );
  const measurement = `${JOBS.toLocaleString('en')} jobs in random lanes, limit 3`;
  const speedup = medianRatio(times.get(asyncPriorityQueue) ?? [], times.get(cuelight) ?? []);
  return {
    rows: contenders.map((contender) => row(measurement, contender, times, remarks)),
    bars: [bar('time of async.priorityQueue over ours, random lanes', speedup, { atLeast: 2 })],
  };
}

type Start = (limiter: Limiter, number: number) => Promise<unknown>;

const plainly: Start = (limiter) => limiter.run(noop);

const inRandomLanes: Start = ({ run, runInLane = run }, number) =>
  runInLane(noop, LANES[lanesDrawn[number] ?? 1] ?? 'normal');

/** Drawn beforehand, the same for everybody. */
const lanesDrawn = Uint8Array.from({ length: JOBS }, () => Math.floor(Math.random() * LANES.length));

/** Those that the bars compare: always in the same number of rounds, with the same number of jobs. */
const compared: readonly Contender[] = [cuelight, ring, fastqPromise, asyncPriorityQueue];

/** Milliseconds per job. */
async function race(
  contenders: readonly Contender[],
  isQuick: boolean,
  measure: (contender: Contender, jobs: number) => Promise<number>,
): Promise<Map<Contender, number[]>> {
  const stopUsing = contenders.map(keepInUse);
  // The optimising compiler has to have seen everybody.
  for (const contender of contenders) {
    for (let run = 0; run < 3; run += 1) await measure(contender, jobsOf(contender, isQuick) / 5);
  }
  const rounds = isQuick ? 5 : 11;
  const times = await inRounds({
    contenders,
    roundsOf: (contender) => (compared.includes(contender) ? rounds : isQuick ? 1 : 3),
    measure: (contender) => measure(contender, jobsOf(contender, isQuick)),
  });
  for (const stop of stopUsing) await stop();
  return times;
}

/**
 * A job that runs and one that waits, until the undo. With the last object of a kind a full collection, as there is
 * one before each round, takes away the machine code that was made for it: whoever consists of more than a few
 * functions would be measured while being compiled anew. An app that is in use never comes to that.
 */
function keepInUse(contender: Contender): () => Promise<void> {
  const limiter = contender.create(1);
  const gate = Promise.withResolvers<void>();
  const jobs = [limiter.run(() => gate.promise), limiter.run(noop)];
  return async () => {
    gate.resolve();
    await Promise.all(jobs);
    limiter.close?.();
  };
}

function jobsOf(contender: Contender, isQuick: boolean): number {
  const { bearable } = contender;
  return Math.min(bearable?.jobs ?? JOBS, isQuick && !compared.includes(contender) ? JOBS / 5 : JOBS);
}

async function runAll(contender: Contender, limit: number, jobs: number, start: Start): Promise<number> {
  const limiter = contender.create(limit);
  const promises = Array.from<Promise<unknown>>({ length: jobs });
  const startedAt = performance.now();
  for (let number = 0; number < jobs; number += 1) promises[number] = start(limiter, number);
  await Promise.all(promises);
  const tookMs = performance.now() - startedAt;
  limiter.close?.();
  return tookMs / jobs;
}

function row(
  measurement: string,
  contender: Contender,
  times: ReadonlyMap<Contender, readonly number[]>,
  remarks: ReadonlyMap<Contender, string>,
): Row {
  const perJob = times.get(contender) ?? [];
  const remark = remarks.get(contender);
  return {
    measurement,
    contender: contender.name,
    figures: {
      'us per job': median(perJob) * 1000,
      'best round': Math.min(...perJob) * 1000,
      rounds: perJob.length,
    },
    ...(remark !== undefined && { remark }),
  };
}

async function remarksOn(
  contenders: readonly Contender[],
  how: 'plain' | 'lanes',
  isQuick: boolean,
): Promise<Map<Contender, string>> {
  const remarks = new Map<Contender, string>();
  for (const contender of contenders) {
    const problem = await unsoundness(contender, how);
    if (problem !== null && contender === cuelight) {
      throw new Error(`Cuelight ${problem}: not worth measuring.`);
    }
    const jobs = jobsOf(contender, isQuick);
    const why = contender.bearable === undefined ? '' : `: ${contender.bearable.why}`;
    const parts = [
      ...(jobs === JOBS ? [] : [`only ${jobs.toLocaleString('en')} jobs${why}`]),
      ...(problem === null ? [] : [`unsound: ${problem}`]),
    ];
    if (parts.length > 0) remarks.set(contender, parts.join('; '));
  }
  return remarks;
}
