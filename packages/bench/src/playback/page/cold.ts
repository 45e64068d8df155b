import type { Glimpses } from '../recording.ts';
import { bytesOf, POSITION_PERIOD, soundBytes, SOURCE_RATE_HZ } from '../sound.ts';
import type { OpenContender } from './contender.ts';
import { lastSample, record, taps } from './tap.ts';

const PIECES = 15;
const PIECE_BYTES = bytesOf(SOURCE_RATE_HZ / 10);
const EVERY_MS = 25;
const LOOKS = 9;
/** After the last piece, so that it is heard for certain. */
const LOOK_AFTER_MS = 300;
const LOOK_EVERY_MS = 20;

/** The player is opened and the text is asked for in the same click; what comes before the player is open waits. */
export async function clickAndListen(open: OpenContender, answerMs: number): Promise<Glimpses> {
  const clickedAtMs = performance.now();
  const opening = open();
  await until(clickedAtMs + answerMs);
  const utterance = (await opening).begin('bench');
  for (let piece = 0; piece < PIECES; piece += 1) {
    await until(clickedAtMs + answerMs + piece * EVERY_MS);
    utterance.feed(soundBytes({ kind: 'positions' }, piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES));
  }
  utterance.end();
  record();
  await until(performance.now() + LOOK_AFTER_MS);
  const tap = taps.at(-1);
  if (tap === undefined) throw new Error('It made no context.');
  const firstFrames: number[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    const position = lastSample(tap) * 2 ** 15 + POSITION_PERIOD / 2;
    firstFrames.push(tap.context.currentTime * SOURCE_RATE_HZ - 1 - position);
    await until(performance.now() + LOOK_EVERY_MS);
  }
  return { rateHz: SOURCE_RATE_HZ, marks: [...tap.marks], clickedAtMs, firstFrames };
}

function until(moment: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, moment - performance.now())));
}
