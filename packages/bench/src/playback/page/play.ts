import type { Order, PlayCommand, Recording } from '../recording.ts';
import { soundBytes, waveHeader } from '../sound.ts';
import type { Utterance } from './contender.ts';
import { record, taps, type Tap } from './tap.ts';

/** Timers that are set at once, each for its own moment, are not slowed down as chained ones are. */
const HEAD_START_MS = 20;
const LOOK_EVERY_MS = 20;
const LONGEST_SILENCE_MS = 4000;

/** Plays a stream to its last sound and returns what was heard of it; `null` where nothing was. */
export async function play(utterance: Utterance, order: Order): Promise<Recording | null> {
  record();
  const beginsAtMs = performance.now() + HEAD_START_MS + (order.waitMs ?? 0);
  const commandsAtMs: number[] = [];
  let firstPieceAtMs = 0;
  const feeding = [...groupedByMoment(order)].map(([atMs, pieces]) =>
    at(beginsAtMs + atMs, () => {
      if (firstPieceAtMs === 0) firstPieceAtMs = performance.now();
      for (const piece of pieces) utterance.feed(piece);
    }),
  );
  const commanding = (order.commands ?? []).map((command) =>
    at(beginsAtMs + command.afterMs, () => {
      commandsAtMs.push(performance.now());
      give(utterance, command);
    }),
  );
  await Promise.all([...feeding, ...commanding]);
  utterance.end();
  const heard = await untilQuiet(order.quietMs);
  if (heard === null) return null;
  return {
    rateHz: heard.context.sampleRate,
    startFrame: heard.blocks[0]?.startFrame ?? 0,
    base64: joined(heard),
    marks: [...heard.marks],
    firstPieceAtMs,
    commandsAtMs,
  };
}

function groupedByMoment({
  sound,
  arrivals,
  hasHeader = false,
}: Order): Map<number, Uint8Array<ArrayBuffer>[]> {
  const grouped = new Map<number, Uint8Array<ArrayBuffer>[]>();
  if (hasHeader) grouped.set(0, [waveHeader()]);
  let sent = 0;
  for (const [atMs, bytes] of arrivals) {
    const pieces = grouped.get(atMs) ?? [];
    pieces.push(soundBytes(sound, sent, sent + bytes));
    grouped.set(atMs, pieces);
    sent += bytes;
  }
  return grouped;
}

function give(utterance: Utterance, command: PlayCommand): void {
  const act = utterance[command.type];
  if (act === undefined) throw new Error(`It has no ${command.type}.`);
  act(command.type === 'seek' ? command.seconds : 0);
}

function at(moment: number, act: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    setTimeout(() => {
      try {
        act();
        resolve();
      } catch (error) {
        reject(error);
      }
    }, moment - performance.now());
  });
}

/** The context that was heard last, when it has been silent for so long. */
async function untilQuiet(quietMs: number): Promise<Tap | null> {
  const fedAtMs = performance.now();
  for (;;) {
    const heard = taps.findLast((tap) => tap.lastSoundFrame !== null);
    if (heard === undefined && performance.now() - fedAtMs > LONGEST_SILENCE_MS) return null;
    if (heard !== undefined && performance.now() - fedAtMs > quietMs) {
      const quietFrames = heard.endFrame - (heard.lastSoundFrame ?? 0);
      const isOver = quietFrames > (quietMs / 1000) * heard.context.sampleRate;
      if (isOver || heard.context.state === 'closed') return heard;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function joined({ blocks }: Tap): string {
  const whole = new Float32Array(blocks.reduce((frames, { samples }) => frames + samples.length, 0));
  let filled = 0;
  for (const { samples } of blocks) {
    whole.set(samples, filled);
    filled += samples.length;
  }
  const bytes = new Uint8Array(whole.buffer);
  const parts: string[] = [];
  // A multiple of three, so that the parts join; no more than a call can take.
  for (let from = 0; from < bytes.length; from += 30_000) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(from, from + 30_000))));
  }
  return parts.join('');
}
