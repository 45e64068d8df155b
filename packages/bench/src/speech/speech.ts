import { startSimulator, type Simulator } from '@cuelight/msw/server';
import { bar, type BenchOptions, type BenchResult, type Row } from '../bench.ts';
import { inRounds } from '../rounds.ts';
import { median, medianRatio } from '../statistics.ts';
import { byHand, cuelight, refusalOfWhole, type Contender, type Spoken } from './contenders.ts';
import { prose } from './text.ts';

const CHARACTERS = 10_000;
const LIMITS = [1, 3];
/** As Breeze is: 200 ms to the first byte, and four times as fast as speech. */
const FIRST_BYTE_MS = 200;
const SPEED = 4;

/** A long text at a simulated service over HTTP: how soon it is heard, and how soon all of it is there. */
export async function runSpeechBench(options: BenchOptions): Promise<BenchResult> {
  const text = prose(CHARACTERS);
  const results: BenchResult[] = [];
  for (const limit of LIMITS) {
    options.progress(`time to the first sound at limit ${limit}`);
    results.push(await compared(options, text, { limit, isFirst: true }));
    options.progress(`time to all audio at limit ${limit}`);
    results.push(await compared(options, text, { limit, isFirst: false }));
  }
  return { rows: results.flatMap(({ rows }) => rows), bars: results.flatMap(({ bars }) => bars) };
}

interface Comparison {
  readonly limit: number;
  readonly isFirst: boolean;
}

async function compared(
  { isQuick }: BenchOptions,
  text: string,
  { limit, isFirst }: Comparison,
): Promise<BenchResult> {
  // Ten minutes of speech take the service minutes to make: everything that it does is sped up alike.
  const hurry = isFirst ? 1 : isQuick ? 20 : 10;
  const simulator = await startSimulator({
    provider: 'breeze',
    voice: 'code',
    limit,
    firstByteMs: FIRST_BYTE_MS / hurry,
    speed: SPEED * hurry,
  });
  const whole = await refusalOfWhole(simulator.url, text);
  const contenders = [cuelight, byHand];
  const audioBytes = new Map<Contender, number>();
  const times = await inRounds({
    contenders,
    roundsOf: () => (isQuick ? (isFirst ? 2 : 1) : 3),
    measure: async (contender) => {
      await isIdle(simulator);
      const spoken: Spoken = await contender.speak(simulator.url, limit, text, isFirst);
      audioBytes.set(contender, spoken.audioBytes);
      return isFirst ? spoken.firstSoundMs : spoken.allAudioMs;
    },
  });
  await simulator.close();
  const [own = [], other = []] = contenders.map((contender) => times.get(contender));
  const column = isFirst ? 'ms to the first sound' : 'ms to all audio';
  const speed = isFirst ? 'at the pace of the service' : `${hurry} times as fast as the service`;
  const measurement = `${CHARACTERS.toLocaleString('en')} characters at limit ${limit}, ${speed}`;
  const rows: Row[] = contenders.map((contender) => ({
    measurement,
    contender: contender.name,
    figures: {
      [column]: median(times.get(contender) ?? []),
      'MB of audio': isFirst ? null : (audioBytes.get(contender) ?? 0) / 1e6,
    },
    remark: contender === byHand && isFirst ? 'its whole first clip of 250 characters' : '',
  }));
  rows.push({
    measurement,
    contender: 'one request for the whole text',
    figures: { [column]: null },
    remark: whole ?? 'accepted',
  });
  const name = `time to ${isFirst ? 'the first sound' : 'all audio'} over p-queue's, limit ${limit}`;
  return { rows, bars: [bar(name, medianRatio(own, other), { atMost: isFirst ? 1 / 3 : 1 })] };
}

/** A request that was cut keeps its slot for a moment. */
async function isIdle(simulator: Simulator): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop
  while (simulator.journal().inFlight > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}
