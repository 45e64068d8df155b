import type { Browser } from 'playwright';
import { bar, type BenchOptions, type BenchResult } from '../bench.ts';
import { median, percentile } from '../statistics.ts';
import { cuelight, cuelightNew, peers, type ContenderInfo } from './contenders.ts';
import { openField, type Field } from './field.ts';
import { hear } from './hearing.ts';
import { arrivalsOf } from './traces.ts';

const AUDIO_MS = 400;
const FRAMES = 9600;
const ROUNDS = 15;
const QUICK_ROUNDS = 7;
/** Between two that begin: each has the machine for itself until it is heard. */
const STAGGER_MS = 80;

/** From the first piece of a fast stream to its first sample at the device, with everything open and used before. */
export async function firstSound(
  browser: Browser,
  url: string,
  { isQuick, progress }: BenchOptions,
): Promise<BenchResult> {
  const field = await openField(browser, url, [cuelight, cuelightNew, ...peers]);
  const rounds = isQuick ? QUICK_ROUNDS : ROUNDS;
  const measured = new Map<ContenderInfo, number[]>(field.contenders.map((each) => [each, []]));
  await round(field, 0);
  for (let number = 1; number <= rounds; number += 1) {
    progress(`first sound, round ${number} of ${rounds}`);
    for (const [contender, ms] of await round(field, number)) measured.get(contender)?.push(ms);
  }
  await field.close();
  const medianOf = (contender: ContenderInfo): number => median(measured.get(contender) ?? []);
  return {
    rows: field.contenders.map((contender) => ({
      measurement:
        'First sound of a fast stream, in ms after its first piece; everything was open and in use before',
      contender: contender.name,
      figures: {
        median: medianOf(contender),
        '95 % within': percentile(measured.get(contender) ?? [], 0.95),
        rounds,
      },
      ...(contender.remark !== undefined && { remark: contender.remark }),
    })),
    bars: [
      bar(
        'ms to the first sound over the fastest peer',
        medianOf(cuelight) - Math.min(...peers.map(medianOf)),
        { atMost: 10 },
      ),
    ],
  };
}

async function round(field: Field, number: number): Promise<ReadonlyMap<ContenderInfo, number>> {
  const { contenders } = field;
  const heard = contenders.map(async (contender, index) => {
    const recording = await field.play(contender, {
      sound: { kind: 'positions' },
      arrivals: arrivalsOf('fast', AUDIO_MS, 1),
      quietMs: 200,
      waitMs: ((index + number) % contenders.length) * STAGGER_MS,
    });
    if (recording === null) throw new Error(`${contender.name} was not heard.`);
    return [contender, hear(recording, FRAMES).firstSoundMs] as const;
  });
  return new Map(await Promise.all(heard));
}
