import { bytesOf, soundBytes, SOURCE_RATE_HZ } from '../sound.ts';
import type { Utterance } from './contender.ts';
import { taps } from './tap.ts';

const PIECE_MS = 100;
const PIECE_BYTES = bytesOf((PIECE_MS / 1000) * SOURCE_RATE_HZ);
/** Pieces after which the page may do something else. */
const PIECES_AT_ONCE = 100;
/** What is kept ahead of the listener at an even pace. */
const AHEAD_PIECES = 6;

/**
 * Feeds so much audio as fast as it goes, in pieces of 100 ms, and leaves it playing. Gives up where that takes too
 * long. Returns the seconds of audio that were fed.
 */
export async function pushAhead(utterance: Utterance, seconds: number, patienceMs: number): Promise<number> {
  const beginsAtMs = performance.now();
  const pieces = (seconds * 1000) / PIECE_MS;
  let piece = 0;
  while (piece < pieces && performance.now() - beginsAtMs < patienceMs) {
    feedPiece(utterance, piece);
    piece += 1;
    if (piece % PIECES_AT_ONCE === 0) await delay(0);
  }
  utterance.end();
  return (piece * PIECE_MS) / 1000;
}

/** Feeds audio as fast as it is heard. */
export async function pushEvenly(utterance: Utterance, seconds: number): Promise<void> {
  const beginsAtMs = performance.now();
  const pieces = (seconds * 1000) / PIECE_MS;
  for (let piece = 0; piece < pieces; piece += 1) {
    await delay(beginsAtMs + (piece - AHEAD_PIECES) * PIECE_MS - performance.now());
    feedPiece(utterance, piece);
  }
  utterance.end();
}

export interface ClockWatch {
  /** Seconds of audio that the context rendered in a second. */
  readonly clockRatio: number;
  /** Of the context since it was made; `null` where the browser does not count them. */
  readonly underruns: number | null;
}

/** Watches the context that was made last. */
export async function watchClock(ms: number): Promise<ClockWatch> {
  const context = taps.at(-1)?.context;
  if (context === undefined) throw new Error('There is no context.');
  const begin = { contextMs: context.currentTime * 1000, pageMs: performance.now() };
  await delay(ms);
  return {
    clockRatio: (context.currentTime * 1000 - begin.contextMs) / (performance.now() - begin.pageMs),
    underruns: underrunsOf(context),
  };
}

function underrunsOf(context: AudioContext): number | null {
  const stats: unknown = Reflect.get(context, 'playbackStats');
  const isCounted = typeof stats === 'object' && stats !== null && 'underrunEvents' in stats;
  return isCounted ? Number(stats.underrunEvents) : null;
}

/** A context that plays nothing: what the browser needs for one by itself. */
export async function idle(): Promise<void> {
  await new AudioContext({ sampleRate: SOURCE_RATE_HZ }).resume();
}

function feedPiece(utterance: Utterance, piece: number): void {
  utterance.feed(soundBytes({ kind: 'positions' }, piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES));
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
