import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { bar, type BenchOptions, type BenchResult } from '../bench.ts';
import { cuelight, fastqPromise, peers, ring, type Contender } from './contenders.ts';

const JOBS = 1_000_000;
const run = promisify(execFile);

/** What waiting jobs weigh. Each contender in a process of its own, so that nothing else is weighed. */
export async function memory({ isQuick, progress }: BenchOptions): Promise<BenchResult> {
  const contenders = [cuelight, ring, ...(isQuick ? [fastqPromise] : peers)];
  const weights = new Map<Contender, number>();
  for (const contender of contenders) {
    progress(`memory of ${jobsOf(contender).toLocaleString('en')} jobs queued at ${contender.name}`);
    weights.set(contender, await bytesPerJob(contender));
  }
  return {
    rows: contenders.map((contender) => ({
      measurement: `Memory of ${JOBS.toLocaleString('en')} queued jobs`,
      contender: contender.name,
      figures: { 'bytes per job': weights.get(contender) ?? null },
      ...(jobsOf(contender) < JOBS && { remark: `only ${jobsOf(contender).toLocaleString('en')} jobs` }),
    })),
    bars: [bar('bytes per queued job', weights.get(cuelight) ?? null, { atMost: 500 })],
  };
}

/** Queueing is less work than running, so that slow ones can be given more here. */
function jobsOf({ bearable }: Contender): number {
  return bearable === undefined ? JOBS : 20_000;
}

async function bytesPerJob(contender: Contender): Promise<number> {
  const { stdout } = await run(process.execPath, [
    '--expose-gc',
    '--max-old-space-size=6000',
    new URL('memory-child.ts', import.meta.url).pathname,
    contender.name,
    String(jobsOf(contender)),
  ]);
  return Number(stdout);
}
