import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'rolldown';
import type { BenchResult, Row } from '../bench.ts';

/** What each group of rules of the pool is made of: folders and files of core's sources, without endings. */
const RULES: Readonly<Record<string, readonly string[]>> = {
  'jobs: queue, lanes, cancelling, signals, settling once': [
    'pool/workload',
    'pool/job',
    'pool/job-errors',
    'pool/task-run',
    'pool/task-runs',
    'pool/places',
    'pool/shared-signals',
    'scheduler/job-queue',
    'scheduler/linked-list',
  ],
  'the pool as callers see it': ['pool/local-pool', 'pool/create-pool', 'pool/later-tasks'],
  'checks at the door, errors that say what to do': [
    'errors',
    'options',
    'pool/pool-options',
    'pool/run-options',
  ],
  'snapshots, positions, ETA': ['store', 'pool/snapshots', 'scheduler/estimate', 'scheduler/service-rate'],
  'mode single': ['pool/single-admission', 'scheduler/solo'],
  'which tab is next: turns, ageing, weights, overtaking, grants': [
    'scheduler/conductor',
    'scheduler/turns',
    'scheduler/tab-roster',
    'scheduler/turn-order',
    'scheduler/tab-ledger',
    'scheduler/lane-ages',
    'pool/grant-delivery',
  ],
  'slots passed on from tab to tab': ['scheduler/next-turns', 'pool/passing-on'],
  'slots: book, dirty slots, leases, census': ['scheduler/slot-book', 'pool/roll-call', 'pool/slot-census'],
  'gate, probe, working limit, races': ['scheduler/gate', 'scheduler/throttle', 'scheduler/working-limit'],
  'retries and one error for a wrong key': ['pool/failed-tries', 'scheduler/retry'],
  'terms, takeover, boards, the conductor at work': [
    'pool/conducted-term',
    'pool/named-timers',
    'pool/board-writer',
    'pool/sleep-detector',
    'pool/wake-check',
    'pool/term-opening',
    'pool/inheritance',
    'pool/heard-tabs',
    'scheduler/board-of',
  ],
  'a tab at work: demand, presence, leaving, waking': [
    'pool/session',
    'pool/presence',
    'pool/own-demand',
    'pool/due-reminder',
    'pool/conductor-lock',
    'pool/presence-watch',
    'pool/names',
    'pool/coordinated-admission',
    'pool/onlooker',
    'pool/pool-channel',
  ],
  'grants taken up: slot locks, stealing, fast path': [
    'pool/grant-run',
    'pool/taken-grants',
    'pool/kept-locks',
    'pool/slot-lock',
  ],
  'what outlives a conductor': ['pool/pool-memory', 'pool/dirty-slots', 'scheduler/board'],
  'liveness: acks, stirring, stealing the conductor': ['pool/watchdog'],
  'messages believed only when decoded': ['pool/decode', 'pool/decoders', 'pool/protocol'],
  'degraded mode without Web Locks': ['pool/channel-locks', 'pool/lock-messages'],
  'limit: auto, remembered': ['pool/found-limit'],
  'idle leases given back': ['pool/idle-leases', 'scheduler/reclaim', 'scheduler/reclaims'],
  'trace()': ['pool/trace'],
  'the browser: channel, locks, storage, lifecycle, clock': ['platform/'],
};

const SOURCES = new URL('../../../core/src/', import.meta.url).pathname;

/**
 * What each rule of the pool costs: the size of its bundle, less the size with the files of that rule emptied. What
 * calls them stays, so a rule costs somewhat more than this; and gzip packs the whole better than its parts.
 */
export async function runRulesBench(): Promise<BenchResult> {
  const whole = await bundled(() => false);
  const rows: Row[] = [row('everything', whole, EMPTY)];
  for (const [rule, parts] of Object.entries(RULES)) {
    // oxlint-disable-next-line no-await-in-loop -- one bundle at a time: nobody else is to be slowed down
    rows.push(row(rule, whole, await bundled((file) => parts.some((part) => isPart(file, part)))));
  }
  const others = filesOfNoRule();
  if (others.length > 0) {
    const size = await bundled((file) => others.includes(file));
    rows.push({ ...row('under no rule yet', whole, size), remark: others.join(', ') });
  }
  return { rows, bars: [] };
}

interface Size {
  readonly minified: number;
  readonly gzipped: number;
}

const EMPTY: Size = { minified: 0, gzipped: 0 };

function row(rule: string, whole: Size, without: Size): Row {
  return {
    measurement: 'What the rules of the pool cost',
    contender: rule,
    figures: {
      'bytes minified': whole.minified - without.minified,
      'bytes gzipped': whole.gzipped - without.gzipped,
    },
  };
}

function isPart(file: string, part: string): boolean {
  return part.endsWith('/') ? file.startsWith(part) : file === `${part}.ts`;
}

async function bundled(isEmptied: (file: string) => boolean): Promise<Size> {
  const { output } = await build({
    input: `${SOURCES}pool.ts`,
    plugins: [
      {
        name: 'empty',
        load: (id) => {
          const file = id.startsWith(SOURCES) ? id.slice(SOURCES.length) : '';
          return isEmptied(file) ? { code: emptied(readFileSync(id, 'utf8')), moduleType: 'ts' } : null;
        },
      },
    ],
    output: { minify: true, comments: { annotation: false } },
    write: false,
    logLevel: 'silent',
  });
  const { code } = output[0];
  return { minified: code.length, gzipped: gzipSync(code, { level: 9 }).length };
}

/** The same exports with nothing behind them but what the file imports, or that would fall away with it. */
function emptied(source: string): string {
  const imports = [...source.matchAll(/^import \{([^}]*)\} from .*;$/gm)];
  const imported = imports
    .flatMap(([, names = '']) => names.split(',').map((name) => name.trim()))
    .filter((name) => name !== '' && !name.startsWith('type '));
  const exported = [...source.matchAll(/^export (?:async )?(?:class|function\*?|const) (\w+)/gm)];
  return [
    ...imports.map(([line]) => line),
    `const kept = [globalThis, ${imported.join(', ')}];`,
    ...exported.map(([, name]) => `export const ${name} = kept;`),
  ].join('\n');
}

/** Files that nobody has put under a rule yet. */
function filesOfNoRule(): string[] {
  const parts = [...Object.values(RULES).flat(), ...TYPES_ONLY];
  return ['pool/', 'scheduler/', 'platform/']
    .flatMap((folder) => readdirSync(SOURCES + folder).map((file) => folder + file))
    .filter((file) => !parts.some((part) => isPart(file, part)));
}

const TYPES_ONLY = ['pool/admission', 'pool/types', 'scheduler/conductor-types', 'scheduler/lane'];
