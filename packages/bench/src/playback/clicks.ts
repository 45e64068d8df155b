import type { Browser } from 'playwright';
import { bar, type BenchOptions, type BenchResult } from '../bench.ts';
import { median } from '../statistics.ts';
import { absent, cuelight, peers, type ContenderInfo } from './contenders.ts';
import { openField } from './field.ts';
import { deviceTimeMs, samplesOf } from './hearing.ts';
import type { Order, PlayCommand, Recording } from './recording.ts';
import { steepestStep } from './tone.ts';
import { arrivalsOf } from './traces.ts';

const HZ = 100;
const AUDIO_MS = 3000;
const MEASUREMENT = `A tone of ${HZ} Hz interrupted: its steepest step over its own steepest, and ms until it is silent`;
const ROUNDS = 4;

const stoppable = peers.filter(({ id }) => id !== 'cartesia');

const interventions: Readonly<Record<string, (atMs: number) => readonly PlayCommand[]>> = {
  stop: (atMs) => [{ type: 'stop', afterMs: atMs }],
  'pause and resume': (atMs) => [
    { type: 'pause', afterMs: atMs },
    { type: 'resume', afterMs: atMs + 100 },
    { type: 'stop', afterMs: atMs + 300 },
  ],
  seek: (atMs) => [
    { type: 'seek', seconds: 2 + atMs / 10_000, afterMs: atMs },
    { type: 'stop', afterMs: atMs + 300 },
  ],
};

/** Whether a tone that is interrupted clicks, and how soon it is silent. */
export async function clicks(
  browser: Browser,
  url: string,
  { isQuick, progress }: BenchOptions,
): Promise<BenchResult> {
  progress('clicks');
  const rounds = isQuick ? 2 : ROUNDS;
  const steps = new Map<ContenderInfo, Record<string, number>>();
  const silences = new Map<ContenderInfo, number>();
  const field = await openField(browser, url, isQuick ? [cuelight] : [cuelight, ...stoppable]);
  for (const [intervention, commandsAt] of Object.entries(interventions)) {
    const contenders = intervention === 'stop' ? field.contenders : [cuelight];
    const recordings = new Map<ContenderInfo, Recording[]>(contenders.map((each) => [each, []]));
    for (let round = 0; round < rounds; round += 1) {
      const order: Order = {
        sound: { kind: 'tone', hz: HZ },
        arrivals: arrivalsOf('fast', AUDIO_MS, 1),
        // Each time in another part of the tone's period.
        commands: commandsAt(900 + (round * 1000) / HZ / rounds),
        quietMs: 200,
      };
      const heat = await field.playInAll(order, contenders);
      for (const [contender, recording] of heat) {
        if (recording === null) throw new Error(`${contender.name} was not heard.`);
        recordings.get(contender)?.push(recording);
      }
    }
    for (const [contender, all] of recordings) {
      const steepest = Math.max(...all.map((recording) => steepestStep(samplesOf(recording), HZ)));
      steps.set(contender, { ...steps.get(contender), [intervention]: steepest });
      if (intervention === 'stop') silences.set(contender, median(all.map(msUntilSilent)));
    }
  }
  await field.close();
  return {
    rows: [
      ...field.contenders.map((contender) => ({
        measurement: MEASUREMENT,
        contender: contender.name,
        figures: {
          ...Object.fromEntries(
            Object.keys(interventions).map((each) => [each, steps.get(contender)?.[each] ?? null]),
          ),
          'ms from stop to silence': silences.get(contender) ?? null,
        },
      })),
      absent(
        'cartesia',
        MEASUREMENT,
        'stops by closing its context: what the device then does is not recorded',
      ),
    ],
    bars: [
      bar(
        'steepest step of an interrupted tone over its own',
        Math.max(...Object.values(steps.get(cuelight) ?? {})),
        {
          atMost: 1.1,
        },
      ),
    ],
  };
}

/** From the command to the last sound at the device. */
function msUntilSilent(recording: Recording): number {
  const last = samplesOf(recording).findLastIndex((sample) => sample !== 0);
  return deviceTimeMs(recording, recording.startFrame + last) - (recording.commandsAtMs[0] ?? Number.NaN);
}
