import type { ContenderId } from '../contenders.ts';
import type { Glimpses, Order, Recording } from '../recording.ts';
import { clickAndListen } from './cold.ts';
import type { Contender, OpenContender } from './contender.ts';
import { cuelight, cuelightEager, cuelightNew, cuelightSmooth } from './cuelight.ts';
import { idle, pushAhead, pushEvenly, watchClock, type ClockWatch } from './load.ts';
import { cartesia, elevenLabs, speechmatics, vercel, wavtools } from './peers.ts';
import { play } from './play.ts';
import { installTap, taps, type TapOptions } from './tap.ts';

const openers: Readonly<Record<ContenderId, OpenContender>> = {
  cuelight,
  cuelightNew,
  cuelightEager,
  cuelightSmooth,
  wavtools,
  speechmatics,
  cartesia,
  vercel,
  elevenLabs,
};

/** Where audio comes from when it does not matter. */
const PLACE = 'bench';

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
    await Promise.all(taps.map(({ ready }) => ready));
  },
  /** Opens a player in a click and plays what was asked for in the same click, answered so much later. */
  clickAndListen: (id: ContenderId, answerMs: number): Promise<Glimpses> => {
    installTap({ ear: 'analyser' });
    return clickAndListen(openers[id], answerMs);
  },
  play: (order: Order): Promise<Recording | null> => play(opened().begin(order.place ?? PLACE), order),
  pushAhead: (seconds: number, patienceMs: number): Promise<number> =>
    pushAhead(opened().begin(PLACE), seconds, patienceMs),
  pushEvenly: (seconds: number): Promise<void> => pushEvenly(opened().begin(PLACE), seconds),
  watchClock: (ms: number): Promise<ClockWatch> => watchClock(ms),
};

/** What the bench calls in each page. */
declare global {
  var playbackBench: typeof playback;
}

globalThis.playbackBench = playback;
