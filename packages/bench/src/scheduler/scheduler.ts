import type { BenchOptions, BenchResult } from '../bench.ts';
import { cancelling } from './cancelling.ts';
import { estimates } from './estimates.ts';
import { memory } from './memory.ts';
import { sizes } from './size.ts';
import { lanes, throughput } from './throughput.ts';

/** One tab for itself, beside the queues that people use today: speed, memory, size, and how true its estimates are. */
export async function runSchedulerBench(options: BenchOptions): Promise<BenchResult> {
  const results: BenchResult[] = [];
  for (const part of [throughput, lanes, cancelling, memory, estimates, sizes])
    results.push(await part(options));
  return { rows: results.flatMap(({ rows }) => rows), bars: results.flatMap(({ bars }) => bars) };
}
