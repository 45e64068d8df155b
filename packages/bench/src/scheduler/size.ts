import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { bar, type BenchResult } from '../bench.ts';

/** Everything that an entry exports, bundled for browsers. */
const entries: readonly (readonly [contender: string, code: string, remark?: string])[] = [
  ['Cuelight pool', `export * from '@cuelight/core/pool'`],
  ['p-queue', `export { default } from 'p-queue'`, 'one tab, no retries'],
  ['p-limit', `export { default } from 'p-limit'`, 'one tab, no priorities, no cancelling'],
  ['fastq', `export { default } from 'fastq'`, 'one tab, no priorities, no cancelling'],
  ['TanStack Pacer AsyncQueuer', `export { AsyncQueuer } from '@tanstack/pacer/async-queuer'`, 'one tab'],
  ['Bottleneck', `export { default } from 'bottleneck/light.js'`, 'one tab; its light build'],
];

/** What a page has to load, minified and gzipped. A kilobyte is a thousand bytes, as size-limit counts. */
export async function sizes(): Promise<BenchResult> {
  const rows = await Promise.all(
    entries.map(async ([contender, code, remark]) => ({
      measurement: 'Size of the bundle, minified and gzipped',
      contender,
      figures: { bytes: await gzippedBytes(code) },
      ...(remark !== undefined && { remark }),
    })),
  );
  return {
    rows,
    bars: [bar('bytes of the pool, gzipped', rows[0]?.figures.bytes ?? null, { atMost: 8000 })],
  };
}

async function gzippedBytes(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}
