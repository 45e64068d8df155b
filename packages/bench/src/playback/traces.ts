import { seededRandom } from '../../../core/src/testing/seeded-random.ts';
import { bytesOf, SOURCE_RATE_HZ } from './sound.ts';

/** When how many bytes of a stream arrive, in ms after its beginning. */
export type Arrivals = readonly (readonly [atMs: number, bytes: number])[];

export const TRACES = ['fast', 'jitter', 'bursty', 'stall', 'small', 'slow'] as const;
export type TraceName = (typeof TRACES)[number];

export const traceRemarks: Readonly<Record<TraceName, string>> = {
  fast: '100 ms every 25 ms: four times real time',
  jitter: '40 ms at 1.1 times real time, one in 17 of them 120 to 250 ms late',
  bursty: '400 ms every 380 ms, give or take 30',
  stall: '80 ms every 53 ms: 1.5 times real time, with nothing for 900 ms once',
  small: '20 ms every 18 ms, give or take 8',
  slow: '80 ms every 100 ms: 0.8 times real time',
};

interface Step {
  readonly audioMs: number;
  /** Until the next step. */
  readonly pauseMs: number;
}

/** How a provider might deliver this much audio; the same for the same seed. */
export function arrivalsOf(trace: TraceName, totalMs: number, seed: number): Arrivals {
  const random = seededRandom(seed);
  const arrivals: [number, number][] = [];
  let atMs = 0;
  for (let sentMs = 0; sentMs < totalMs; ) {
    const { audioMs, pauseMs } = stepOf(trace, sentMs, atMs, random);
    const pieceMs = Math.min(audioMs, totalMs - sentMs);
    arrivals.push([atMs, bytesOf(Math.round((pieceMs * SOURCE_RATE_HZ) / 1000))]);
    sentMs += pieceMs;
    atMs += pauseMs;
  }
  return arrivals;
}

function stepOf(trace: TraceName, sentMs: number, atMs: number, random: () => number): Step {
  switch (trace) {
    case 'fast':
      return { audioMs: 100, pauseMs: 25 };
    case 'jitter': {
      const isLate = random() < 1 / 17;
      const lateMs = isLate ? 120 + random() * 130 : -Math.log(1 - random()) * 15;
      // Late is what comes after the even pace; what has fallen behind catches up at once.
      return { audioMs: 40, pauseMs: Math.max(1, (sentMs + 40) / 1.1 + lateMs - atMs) };
    }
    case 'bursty':
      return { audioMs: 400, pauseMs: 350 + random() * 60 };
    case 'stall':
      return { audioMs: 80, pauseMs: sentMs >= 1200 && sentMs < 1280 ? 900 : 53 };
    case 'small':
      return { audioMs: 20, pauseMs: 10 + random() * 16 };
    case 'slow':
      return { audioMs: 80, pauseMs: 100 };
  }
}

/** The same stream cut into pieces of these many bytes, in turn, that arrive together with what they are cut from. */
export function cutInto(arrivals: Arrivals, sizes: readonly number[]): Arrivals {
  const pieces: [number, number][] = [];
  for (const [atMs, bytes] of arrivals) {
    for (let left = bytes; left > 0; ) {
      const piece = Math.min(left, sizes[pieces.length % sizes.length] ?? left);
      pieces.push([atMs, piece]);
      left -= piece;
    }
  }
  return pieces;
}
