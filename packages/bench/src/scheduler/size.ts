import { gzipSync } from 'node:zlib';
import { build } from 'rolldown';
import { bar, type BenchResult } from '../bench.ts';

/** Everything that somebody needs who uses it, bundled for browsers. */
const entries: readonly (readonly [contender: string, code: string, remark?: string])[] = [
  ['Cuelight pool', `export * from '@cuelight/core/pool'`],
  ['p-queue', `export { default } from 'p-queue'`, 'one tab, no retries'],
  [
    'p-queue and p-retry',
    `export { default } from 'p-queue'; export { default as retry } from 'p-retry'`,
    'one tab',
  ],
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

/** Bundled as size-limit bundles, so that both say the same. */
async function gzippedBytes(code: string): Promise<number> {
  const entry = `${import.meta.dirname}/entry.js`;
  const { output } = await build({
    input: entry,
    plugins: [
      {
        name: 'entry',
        load: (id) => (id === entry ? code : null),
        resolveId: (id) => (id === entry ? id : null),
      },
    ],
    output: { minify: true, comments: { annotation: false } },
    write: false,
    logLevel: 'silent',
  });
  return gzipSync(output[0].code, { level: 9 }).length - EMPTY_GZIPPED_BYTES;
}

/** What gzip makes of nothing. */
const EMPTY_GZIPPED_BYTES = 20;
