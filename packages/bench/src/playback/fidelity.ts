import type { Browser } from 'playwright';
import { bar, type BenchOptions, type BenchResult, type Row } from '../bench.ts';
import { absent, cuelight, peers, type ContenderInfo } from './contenders.ts';
import { openField, type Field } from './field.ts';
import { samplesOf } from './hearing.ts';
import { bytesOf, SOURCE_RATE_HZ } from './sound.ts';
import { signalToNoiseDb, soundingPart } from './tone.ts';
import type { Arrivals } from './traces.ts';

const TONES_HZ = [200, 1000, 3000, 6000, 9000];
const RATES_HZ = [24_000, 44_100, 48_000];
const QUICK_TONES_HZ = [1000, 6000];
const QUICK_RATES_HZ = [44_100, 48_000];
/** 20, 41.7 and 100 ms, in turn: about 0.8 seconds. */
const ARRIVALS: Arrivals = Array.from({ length: 15 }, (_, index) => [
  index * 10,
  bytesOf([480, 1001, 2400][index % 3] ?? 0),
]);
const MARGIN_MS = 50;

const resampling = peers.filter(({ id }) => id !== 'elevenLabs');

/** Tones of 24 kHz sound in contexts of other rates, as some browsers and devices impose them. */
export async function fidelity(
  browser: Browser,
  url: string,
  { isQuick, progress }: BenchOptions,
): Promise<BenchResult> {
  const tones = isQuick ? QUICK_TONES_HZ : TONES_HZ;
  const rows: Row[] = [];
  const own: number[] = [];
  for (const rateHz of isQuick ? QUICK_RATES_HZ : RATES_HZ) {
    progress(`fidelity at ${rateHz} Hz`);
    const field = await openField(browser, url, isQuick ? [cuelight] : [cuelight, ...resampling], {
      forcedRateHz: rateHz,
    });
    const figures = await figuresAt(field, rateHz, tones);
    await field.close();
    const measurement = `Tones of 24 kHz sound in a context of ${rateHz / 1000} kHz: dB from the tone to all that is not`;
    for (const [contender, byTone] of figures) {
      const isOffPitch = Object.values(byTone).every((decibels) => decibels < 0);
      rows.push({
        measurement,
        contender: contender.name,
        figures: byTone,
        ...(isOffPitch && { remark: 'takes the context for one of the rate it asked for: another pitch' }),
      });
    }
    rows.push(absent('elevenLabs', measurement, 'fetches its resampler from a server of others: not run'));
    if (rateHz !== SOURCE_RATE_HZ) own.push(...Object.values(figures.get(cuelight) ?? {}));
  }
  return {
    rows,
    bars: [bar('dB from a tone to all that is not, resampled', Math.min(...own), { atLeast: 70 })],
  };
}

async function figuresAt(
  field: Field,
  rateHz: number,
  tones: readonly number[],
): Promise<ReadonlyMap<ContenderInfo, Record<string, number>>> {
  const figures = new Map<ContenderInfo, Record<string, number>>();
  for (const hz of tones) {
    const heat = await field.playInAll({ sound: { kind: 'tone', hz }, arrivals: ARRIVALS, quietMs: 200 });
    for (const [contender, recording] of heat) {
      const heard = recording === null ? new Float32Array() : samplesOf(recording);
      const decibels = signalToNoiseDb(soundingPart(heard, rateHz, MARGIN_MS), rateHz, hz);
      figures.set(contender, { ...figures.get(contender), [`${hz} Hz`]: decibels });
    }
  }
  return figures;
}
