import { median } from '../statistics.ts';
import type { Recording } from './recording.ts';
import { POSITION_PERIOD } from './sound.ts';

/** What was heard of a stream of position-coded samples. */
export interface Heard {
  /** Of the first sample at the device, after the first piece of the stream was there. */
  readonly firstSoundMs: number;
  /** In which the stream did not go on, between its first and its last sound: silence, and samples held or repeated. */
  readonly stalledMs: number;
  /** Stalls of more than a millisecond. */
  readonly gaps: number;
  /** Samples that were never heard, the end of the stream included. */
  readonly lost: number;
  /** Samples that were heard again, or before their turn. */
  readonly misplaced: number;
  /** Frames with other sound before the stream's first sample: bytes taken for sound that were none. */
  readonly noise: number;
}

export function samplesOf({ base64 }: Pick<Recording, 'base64'>): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/**
 * @param seeks frames that the player was told to go on from, in this order
 * @throws where nothing of the stream can be recognised.
 */
export function hear(recording: Recording, totalFrames: number, seeks: readonly number[] = []): Heard {
  const samples = samplesOf(recording);
  const { rateHz, firstPieceAtMs } = recording;
  const account = takeAccount(samples, totalFrames, seeks);
  const { firstFrame, stalledFrames, gapFrames, ...counts } = account;
  return {
    firstSoundMs: deviceTimeMs(recording, recording.startFrame + firstFrame) - firstPieceAtMs,
    stalledMs: (stalledFrames / rateHz) * 1000,
    gaps: gapFrames.filter((frames) => frames > rateHz / 1000).length,
    ...counts,
  };
}

/** When a frame of the context was at the device, on the page's clock: the clocks drift, so marks near by decide. */
export function deviceTimeMs({ rateHz, marks }: Pick<Recording, 'rateHz' | 'marks'>, frame: number): number {
  const contextMs = (frame / rateHz) * 1000;
  const near = marks.filter((mark) => Math.abs(mark.contextMs - contextMs) < NEAR_MS);
  const offsets = (near.length >= FEWEST_MARKS ? near : marks).map((mark) => mark.pageMs - mark.contextMs);
  return contextMs + median(offsets);
}

const NEAR_MS = 350;
const FEWEST_MARKS = 5;

interface Account extends Omit<Heard, 'firstSoundMs' | 'stalledMs' | 'gaps'> {
  /** Where the stream's first sample was, or would have been where the recorder came late. */
  readonly firstFrame: number;
  readonly stalledFrames: number;
  readonly gapFrames: readonly number[];
}

/** Consecutive samples of the stream, heard one after the other just as they were sent. */
interface Run {
  readonly frame: number;
  readonly position: number;
  readonly length: number;
}

/** @throws where there is no run of samples. */
export function takeAccount(
  samples: Float32Array,
  totalFrames: number,
  seeks: readonly number[] = [],
): Account {
  const runs = runsOf(samples);
  const [first] = runs;
  if (first === undefined) throw new Error('Nothing was heard that belongs to the stream.');
  const cameLate = first.frame === 0;
  let lost = cameLate ? 0 : first.position;
  let misplaced = 0;
  let stalledFrames = 0;
  const gapFrames: number[] = [];
  const awaited = [...seeks];
  let end = first;
  for (const run of runs.slice(1)) {
    const from = end.frame + end.length;
    // Of fades it is only known that they are no longer than what is missing.
    const faded = soundingFrames(samples, from, run.frame);
    const sought = awaited[0];
    if (sought !== undefined && isNear(unwrapped(run.position, sought) - sought, faded)) {
      awaited.shift();
      end = { ...run, position: unwrapped(run.position, sought) };
      continue;
    }
    const position = unwrapped(run.position, end.position + end.length);
    const missing = position - (end.position + end.length);
    lost += Math.max(0, missing - faded);
    misplaced += Math.max(0, -missing);
    const gap = Math.max(0, run.frame - from - missing);
    stalledFrames += gap;
    gapFrames.push(gap);
    end = { ...run, position };
  }
  if (awaited.length > 0) throw new Error(`It did not go on from frame ${awaited[0]}.`);
  lost += Math.max(0, totalFrames - (end.position + end.length));
  return {
    firstFrame: first.frame - first.position,
    stalledFrames,
    gapFrames,
    lost,
    misplaced,
    noise: soundingFrames(samples, 0, first.frame),
  };
}

/** Whether a run begins where it was told to, but for what was faded in. */
function isNear(beyond: number, faded: number): boolean {
  return beyond >= 0 && beyond <= faded;
}

/** What is shorter may be a fade that happens to look like samples. */
const SHORTEST_RUN = 4;

function runsOf(samples: Float32Array): readonly Run[] {
  const runs: Run[] = [];
  let start = 0;
  for (let frame = 1; frame <= samples.length; frame += 1) {
    if (frame < samples.length && follows(samples[frame - 1]!, samples[frame]!)) continue;
    if (frame - start >= SHORTEST_RUN) {
      runs.push({ frame: start, position: positionOf(samples[start]!), length: frame - start });
    }
    start = frame;
  }
  return runs;
}

function follows(before: number, sample: number): boolean {
  return (
    isCode(before) && isCode(sample) && (positionOf(before) + 1) % POSITION_PERIOD === positionOf(sample)
  );
}

function isCode(sample: number): boolean {
  return Number.isInteger(sample * 2 ** 15);
}

function positionOf(sample: number): number {
  return sample * 2 ** 15 + POSITION_PERIOD / 2;
}

/** The position of this code that is nearest to the expected one. */
function unwrapped(position: number, expected: number): number {
  return position + Math.round((expected - position) / POSITION_PERIOD) * POSITION_PERIOD;
}

function soundingFrames(samples: Float32Array, from: number, to: number): number {
  let frames = 0;
  for (let frame = from; frame < to; frame += 1) if (samples[frame] !== 0) frames += 1;
  return frames;
}
