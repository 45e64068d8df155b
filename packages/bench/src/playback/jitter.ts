import type { Browser } from 'playwright';
import { bar, type BenchOptions, type BenchResult, type Row } from '../bench.ts';
import { median } from '../statistics.ts';
import { cuelight, cuelightNew, peers, presets, type ContenderInfo } from './contenders.ts';
import { openField } from './field.ts';
import { hear, type Heard } from './hearing.ts';
import { SOURCE_RATE_HZ } from './sound.ts';
import { arrivalsOf, traceRemarks, TRACES, type TraceName } from './traces.ts';

const AUDIO_MS = 3000;
const FRAMES = (AUDIO_MS / 1000) * SOURCE_RATE_HZ;
const ROUNDS = 3;
const QUICK_TRACES: readonly TraceName[] = ['jitter', 'stall'];
/** One callback of the audio device: what is nearer is a tie. */
const TIE_MS = 10;

const own = [cuelight, cuelightNew];

type Results = ReadonlyMap<ContenderInfo, readonly Heard[]>;

/** Streams as providers deliver them: how soon each player is heard, and how long it then falls silent. */
export async function jitter(
  browser: Browser,
  url: string,
  { isQuick, progress }: BenchOptions,
): Promise<BenchResult> {
  const field = await openField(browser, url, [...own, ...(isQuick ? [] : presets), ...peers]);
  const rows: Row[] = [];
  const excess: number[] = [];
  const damage: number[] = [];
  for (const trace of isQuick ? QUICK_TRACES : TRACES) {
    const results = new Map<ContenderInfo, Heard[]>(field.contenders.map((each) => [each, []]));
    for (let seed = 1; seed <= (isQuick ? 2 : ROUNDS); seed += 1) {
      progress(`streams, ${trace}, round ${seed}`);
      const heat = await field.playInAll({
        sound: { kind: 'positions' },
        arrivals: arrivalsOf(trace, AUDIO_MS, seed),
        place: trace,
        quietMs: 500,
      });
      for (const [contender, recording] of heat) {
        if (recording === null) throw new Error(`${contender.name} was not heard.`);
        results.get(contender)?.push(hear(recording, FRAMES));
      }
    }
    rows.push(...field.contenders.map((contender) => rowOf(trace, contender, results)));
    excess.push(...own.map((each) => excessOf(each, results)));
    damage.push(
      ...own.flatMap((each) => results.get(each) ?? []).map(({ lost, misplaced }) => lost + misplaced),
    );
  }
  await field.close();
  return {
    rows,
    bars: [
      bar('ms of silence more than any peer that is heard as early', Math.max(...excess), { atMost: TIE_MS }),
      bar('samples lost, repeated or out of order in any stream', Math.max(...damage), { atMost: 0 }),
    ],
  };
}

function rowOf(trace: TraceName, contender: ContenderInfo, results: Results): Row {
  const of = (figure: keyof Heard): number =>
    median((results.get(contender) ?? []).map((heard) => heard[figure]));
  return {
    measurement: `Streams: ${trace} (${traceRemarks[trace]})`,
    contender: contender.name,
    figures: {
      'ms to first sound': of('firstSoundMs'),
      'ms silent': of('stalledMs'),
      gaps: of('gaps'),
      'samples lost': of('lost'),
      'repeated or out of order': of('misplaced'),
    },
  };
}

/**
 * How much longer it is silent than the best of the peers that are heard as early, or earlier. Compared round by
 * round: what disturbs a round disturbs all of them.
 */
export function excessOf(which: ContenderInfo, results: Results): number {
  const heard = results.get(which) ?? [];
  const over = (peer: ContenderInfo, figure: 'firstSoundMs' | 'stalledMs'): number =>
    median(heard.map((one, round) => one[figure] - (results.get(peer)?.[round]?.[figure] ?? Number.NaN)));
  return Math.max(
    0,
    ...peers.filter((peer) => over(peer, 'firstSoundMs') >= -TIE_MS).map((peer) => over(peer, 'stalledMs')),
  );
}
