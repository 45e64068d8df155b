import type { Order, PlayCommand, Recording } from '../recording.ts';
import { framesOf, soundBytes, SOURCE_RATE_HZ, waveHeader } from '../sound.ts';
import type { Utterance } from './contender.ts';
import { record, taps, type Tap } from './tap.ts';

/** Timers that are set at once, each for its own moment, are not slowed down as chained ones are. */
const HEAD_START_MS = 20;
const LOOK_EVERY_MS = 20;
const LONGEST_SILENCE_MS = 4000;
/** In the middle of a stream, when everything has arrived. */
const LONGEST_PAUSE_MS = 1500;
const MOST = 0.95;

/** Plays a stream to its last sound and returns what was heard of it; `null` where nothing was. */
export async function play(utterance: Utterance, order: Order): Promise<Recording | null> {
  record();
  const beginsAtMs = performance.now() + HEAD_START_MS + (order.waitMs ?? 0);
  const commandsAtMs: number[] = [];
  let firstPieceAtMs = 0;
  const groups = [...groupedByMoment(order)];
  let fed = 0;
  const feeding = groups.map(([atMs], index) =>
    at(beginsAtMs + atMs, () => {
      if (firstPieceAtMs === 0) firstPieceAtMs = performance.now();
      // Timers less than a millisecond apart may come the other way round.
      for (; fed <= index; fed += 1) for (const piece of groups[fed]?.[1] ?? []) utterance.feed(piece);
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
  const heard = await untilQuiet(order);
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

/** The context that was heard last, when the stream is over there. */
async function untilQuiet(order: Order): Promise<Tap | null> {
  const fedAtMs = performance.now();
  const isOver = overRule(order);
  for (;;) {
    const sinceMs = performance.now() - fedAtMs;
    const heard = taps.findLast((tap) => tap.lastSoundFrame !== null);
    if (heard === undefined && sinceMs > LONGEST_SILENCE_MS) return null;
    if (heard !== undefined && isOver(heard, sinceMs)) return heard;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function overRule({ arrivals, commands = [], quietMs }: Order): (heard: Tap, sinceMs: number) => boolean {
  const bytes = arrivals.reduce((sum, [, piece]) => sum + piece, 0);
  const isCut = commands.some(({ type }) => type === 'stop');
  return ({ context, soundFrames, lastSoundFrame, endFrame }, sinceMs) => {
    const { sampleRate, state } = context;
    const share = soundFrames / ((framesOf(bytes) * sampleRate) / SOURCE_RATE_HZ);
    const pauseMs = isCut || share > MOST ? quietMs : LONGEST_PAUSE_MS;
    const silentMs = ((endFrame - (lastSoundFrame ?? 0)) / sampleRate) * 1000;
    return sinceMs > pauseMs && (silentMs > pauseMs || state === 'closed');
  };
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
