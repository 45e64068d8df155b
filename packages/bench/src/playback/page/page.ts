import type { ContenderId } from '../contenders.ts';
import type { Order, Recording } from '../recording.ts';
import type { Contender, OpenContender } from './contender.ts';
import { cuelight } from './cuelight.ts';
import { idle, pushAhead, pushEvenly, watchClock, type ClockWatch } from './load.ts';
import { cartesia, elevenLabs, speechmatics, vercel, wavtools } from './peers.ts';
import { play } from './play.ts';
import { installTap, type TapOptions } from './tap.ts';

const openers: Readonly<Record<ContenderId, OpenContender>> = {
  cuelight,
  wavtools,
  speechmatics,
  cartesia,
  vercel,
  elevenLabs,
};

let contender: Contender | null = null;

function opened(): Contender {
  if (contender === null) throw new Error('Nothing is open.');
  return contender;
}

const playback = {
  /** What is to be measured in this page; `null` for nothing but a context. */
  open: async (id: ContenderId | null, options: TapOptions = {}): Promise<void> => {
    installTap(options);
    if (id === null) await idle();
    else contender = await openers[id]();
  },
  play: (order: Order): Promise<Recording | null> => play(opened().begin(), order),
  pushAhead: (seconds: number, patienceMs: number): Promise<number> =>
    pushAhead(opened().begin(), seconds, patienceMs),
  pushEvenly: (seconds: number): Promise<void> => pushEvenly(opened().begin(), seconds),
  watchClock: (ms: number): Promise<ClockWatch> => watchClock(ms),
};

/** What the bench calls in each page. */
declare global {
  var playbackBench: typeof playback;
}

globalThis.playbackBench = playback;
