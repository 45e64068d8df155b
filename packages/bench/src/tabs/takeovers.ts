import { openTakeoverStage, type Departure } from '../../../../playground/e2e/support/takeover.ts';
import { bar, type Bar, type BenchOptions, type BenchResult, type Row } from '../bench.ts';
import { median, percentile } from '../statistics.ts';

const LIMIT = 3;

const departures: readonly {
  readonly departure: Departure;
  readonly name: string;
  readonly atMostMs: number;
  readonly rounds: number;
  readonly quickRounds: number;
}[] = [
  { departure: 'crash', name: 'crashes', atMostMs: 150, rounds: 20, quickRounds: 1 },
  { departure: 'close', name: 'closes', atMostMs: 150, rounds: 20, quickRounds: 1 },
  { departure: 'navigate', name: 'navigates', atMostMs: 150, rounds: 20, quickRounds: 1 },
  { departure: 'freeze', name: 'freezes with its event', atMostMs: 150, rounds: 20, quickRounds: 1 },
  { departure: 'suspend', name: 'stops without warning', atMostMs: 8000, rounds: 4, quickRounds: 1 },
];

/** How long the others wait when the tab that conducts is gone. */
export async function takeovers({ isQuick, progress }: BenchOptions): Promise<BenchResult> {
  const stage = await openTakeoverStage();
  try {
    const rows: Row[] = [];
    const bars: Bar[] = [];
    for (const { departure, name, atMostMs, ...counts } of departures) {
      const rounds = isQuick ? counts.quickRounds : counts.rounds;
      progress(`a conductor ${name}, ${rounds} times`);
      const times = await stage.measure({ departure, limit: LIMIT, rounds });
      rows.push({
        measurement: `Another tab's next start after the conductor is lost, in ms, limit ${LIMIT}`,
        contender: `it ${name}`,
        figures: { median: median(times), '95 % within': percentile(times, 0.95), rounds },
      });
      bars.push(
        bar(`ms until the next start when the conductor ${name}`, percentile(times, 0.95), {
          atMost: atMostMs,
        }),
      );
    }
    return { rows, bars };
  } finally {
    await stage.close();
  }
}
