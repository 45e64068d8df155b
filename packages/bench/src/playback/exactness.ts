import type { Browser } from 'playwright';
import { seededRandom } from '../../../core/src/testing/seeded-random.ts';
import { bar, type BenchOptions, type BenchResult, type Row } from '../bench.ts';
import { cuelight, peers, type ContenderInfo } from './contenders.ts';
import { openField, type Field } from './field.ts';
import { hear } from './hearing.ts';
import type { Order, PlayCommand } from './recording.ts';
import { SOURCE_RATE_HZ } from './sound.ts';
import { arrivalsOf, cutInto } from './traces.ts';

const AUDIO_MS = 1500;
/** Many pieces, of which each is a task of its own for some. */
const SHORT_MS = 200;

interface Trial {
  readonly name: string;
  /** @default AUDIO_MS */
  readonly audioMs?: number;
  readonly order: Omit<Order, 'sound' | 'quietMs'>;
  /** Who can do it at all. */
  readonly contenders: readonly ContenderInfo[];
}

const everybody = [cuelight, ...peers];
const even = arrivalsOf('fast', AUDIO_MS, 1);

const trials: readonly Trial[] = [
  {
    name: 'in pieces of one byte',
    audioMs: SHORT_MS,
    order: { arrivals: cutInto(arrivalsOf('fast', SHORT_MS, 1), [1]) },
    contenders: everybody,
  },
  {
    name: 'cut in the middle of samples',
    order: { arrivals: cutInto(even, [7, 1501, 400, 1]) },
    contenders: everybody,
  },
  { name: 'after a WAVE header', order: { arrivals: even, hasHeader: true }, contenders: everybody },
  { name: 'with half a sample at the end', order: { arrivals: [...even, [400, 1]] }, contenders: everybody },
  ...[1, 2, 3].map((seed) => ({
    name: `paused at random moments, seed ${seed} (the others cannot)`,
    order: { arrivals: even, commands: pausesAt(seed) },
    contenders: everybody.filter(({ id }) => id === 'cuelight' || id === 'cartesia'),
  })),
  ...[1, 2, 3].map((seed) => ({
    name: `sought at random moments, seed ${seed} (the others cannot)`,
    order: { arrivals: even, commands: seeksAt(seed) },
    contenders: [cuelight],
  })),
];

/** Every sample once and in order, however the bytes are cut and whatever the listener does. */
export async function exactness(
  browser: Browser,
  url: string,
  { isQuick, progress }: BenchOptions,
): Promise<BenchResult> {
  // The peers take most of the time, and what they do with bytes does not change.
  const field = await openField(browser, url, isQuick ? [cuelight] : everybody);
  const rows: Row[] = [];
  for (const trial of isQuick ? trials.filter(({ name }) => !/seed [23]/.test(name)) : trials) {
    progress(`exactness: ${trial.name}`);
    rows.push(...(await run(field, trial)));
  }
  await field.close();
  const own = rows.filter(({ contender }) => contender === cuelight.name);
  return {
    rows,
    bars: [
      bar(
        'samples lost, repeated or out of order, however cut, paused or sought',
        own.reduce(
          (sum, { figures }) => sum + (figures[LOST] ?? Number.NaN) + (figures[MISPLACED] ?? Number.NaN),
          0,
        ),
        { atMost: 0 },
      ),
    ],
  };
}

const LOST = 'samples lost';
const MISPLACED = 'repeated or out of order';
const NOISE = 'noise before it';

async function run(
  field: Field,
  { name, audioMs = AUDIO_MS, order, contenders }: Trial,
): Promise<readonly Row[]> {
  const seeks = (order.commands ?? []).flatMap((command) =>
    command.type === 'seek' ? [Math.round(command.seconds * SOURCE_RATE_HZ)] : [],
  );
  const present = contenders.filter((each) => field.contenders.includes(each));
  const rows = present.map(async (contender): Promise<Row> => {
    const row = { measurement: `A stream of ${audioMs / 1000} s ${name}`, contender: contender.name };
    try {
      const recording = await field.play(contender, { ...order, sound: { kind: 'positions' }, quietMs: 200 });
      if (recording === null) throw new Error('silent');
      const { lost, misplaced, noise } = hear(recording, (audioMs / 1000) * SOURCE_RATE_HZ, seeks);
      return { ...row, figures: { [LOST]: lost, [MISPLACED]: misplaced, [NOISE]: noise } };
    } catch (error) {
      if (contender === cuelight) throw error;
      return {
        ...row,
        figures: { [LOST]: null, [MISPLACED]: null, [NOISE]: null },
        remark: remarkOf(error),
      };
    }
  });
  return Promise.all(rows);
}

function remarkOf(error: unknown): string {
  const text = String(error instanceof Error ? (error.cause ?? error) : error);
  if (text.includes('RangeError')) return 'takes whole samples only, and throws';
  return text.includes('silent') ? 'nothing is heard' : 'nothing of it can be recognised';
}

function pausesAt(seed: number): readonly PlayCommand[] {
  const random = seededRandom(seed);
  return Array.from({ length: 6 }, (_, index) => {
    const afterMs = 150 + index * 300 + random() * 120;
    return [
      { type: 'pause', afterMs },
      { type: 'resume', afterMs: afterMs + 5 + random() * 120 },
    ] as const;
  }).flat();
}

function seeksAt(seed: number): readonly PlayCommand[] {
  const random = seededRandom(seed);
  return Array.from({ length: 8 }, (_, index) => ({
    type: 'seek',
    afterMs: 150 + index * 200 + random() * 80,
    // In whole samples, and far enough from the end to be heard until the next.
    seconds: Math.floor(random() * 24_000) / SOURCE_RATE_HZ,
  }));
}
