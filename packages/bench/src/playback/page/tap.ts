import type { ClockMark } from '../recording.ts';

/**
 * Records whatever the page's players send to the speakers, without their knowing: what is connected to the end of
 * an audio graph is connected to a recorder as well. The players run as they were published.
 */
export interface Tap {
  readonly context: AudioContext;
  /** Resolves when it records. */
  ready: Promise<void>;
  /** Since the recording began, one after the other without a gap. */
  readonly blocks: Block[];
  readonly marks: ClockMark[];
  /** Where the context was when something was last heard; `null` while nothing was. */
  lastSoundFrame: number | null;
  /** With sound in them, since the recording began. */
  soundFrames: number;
  /** Frames recorded up to here. */
  endFrame: number;
}

interface Block {
  readonly startFrame: number;
  readonly samples: Float32Array;
}

const BLOCK_FRAMES = 1024;
const MARK_EVERY_MS = 9;

const PROCESSOR = `
class Tap extends AudioWorkletProcessor {
  #block = new Float32Array(${BLOCK_FRAMES});
  #filled = 0;
  process([[samples]]) {
    const startFrame = currentFrame - this.#filled;
    if (samples !== undefined) this.#block.set(samples, this.#filled);
    this.#filled += 128;
    if (this.#filled < ${BLOCK_FRAMES}) return true;
    this.port.postMessage({ startFrame, samples: this.#block }, [this.#block.buffer]);
    this.#block = new Float32Array(${BLOCK_FRAMES});
    this.#filled = 0;
    return true;
  }
}
registerProcessor('bench-tap', Tap);`;

/** Of the contexts made since `installTap`. */
export const taps: Tap[] = [];
const inputs = new WeakMap<BaseAudioContext, AudioNode>();
let isRecording = false;

export interface TapOptions {
  /** Makes every context run at this rate, whatever is asked for, as some browsers do. */
  readonly forcedRateHz?: number;
  /**
   * `recorder`: every sample is recorded. `analyser`: only where the sound is now, without a worklet, which a player that
   * has none would be the first to load. `none`: the players are let alone, and only their contexts remembered.
   * @default 'recorder'
   */
  readonly ear?: 'recorder' | 'analyser' | 'none';
}

export function installTap({ forcedRateHz, ear = 'recorder' }: TapOptions): void {
  const Original = AudioContext;
  globalThis.AudioContext = class extends Original {
    constructor(options: AudioContextOptions = {}) {
      super(forcedRateHz === undefined ? options : { ...options, sampleRate: forcedRateHz });
      const tap: Tap = {
        context: this,
        ready: Promise.resolve(),
        blocks: [],
        marks: [],
        lastSoundFrame: null,
        soundFrames: 0,
        endFrame: 0,
      };
      taps.push(tap);
      if (ear === 'recorder') tap.ready = attachRecorder(tap);
      if (ear === 'analyser') inputs.set(this, new AnalyserNode(this, { fftSize: 2048 }));
    }
  };
  if (ear === 'none') return;
  patchConnections();
  setInterval(mark, MARK_EVERY_MS);
}

export function record(): void {
  for (const tap of taps) {
    tap.blocks.length = 0;
    tap.marks.length = 0;
    tap.lastSoundFrame = null;
    tap.soundFrames = 0;
  }
  isRecording = true;
}

/** The sample that the context has just rendered, where an analyser listens. */
export function lastSample({ context }: Tap): number {
  const analyser = inputs.get(context);
  if (!(analyser instanceof AnalyserNode)) throw new Error('No analyser listens.');
  const samples = new Float32Array(analyser.fftSize);
  analyser.getFloatTimeDomainData(samples);
  return samples.at(-1) ?? 0;
}

const url = URL.createObjectURL(new Blob([PROCESSOR], { type: 'text/javascript' }));

async function attachRecorder(tap: Tap): Promise<void> {
  const { context } = tap;
  const input = new GainNode(context);
  inputs.set(context, input);
  try {
    await context.audioWorklet.addModule(url);
  } catch {
    // A context that was closed before: nothing was heard of it.
    return;
  }
  const node = new AudioWorkletNode(context, 'bench-tap', { channelCount: 1, channelCountMode: 'explicit' });
  node.port.onmessage = ({ data }: MessageEvent<Block>) => take(tap, data);
  input.connect(node);
  // Silent, but without a way to the speakers it would not be run.
  node.connect(context.destination);
}

function take(tap: Tap, block: Block): void {
  tap.endFrame = block.startFrame + block.samples.length;
  if (!isRecording) return;
  tap.blocks.push(block);
  for (const sample of block.samples) if (sample !== 0) tap.soundFrames += 1;
  const last = block.samples.findLastIndex((sample) => sample !== 0);
  if (last >= 0) tap.lastSoundFrame = block.startFrame + last;
}

function mark(): void {
  if (!isRecording) return;
  for (const { context, marks } of taps) {
    if (context.state !== 'running') continue;
    const { contextTime, performanceTime } = context.getOutputTimestamp();
    if (contextTime === undefined || performanceTime === undefined || contextTime === 0) continue;
    marks.push({ contextMs: contextTime * 1000, pageMs: performanceTime });
  }
}

type Method = (this: AudioNode, ...args: unknown[]) => unknown;

/** The recorder hears everything that goes to the speakers, or to a media element on its way there. */
function patchConnections(): void {
  const prototype: object = AudioNode.prototype;
  for (const name of ['connect', 'disconnect']) {
    const original: Method = Reflect.get(prototype, name);
    const patched: Method = function alsoRecorded(...args) {
      const input = inputBeside(args[0]);
      if (input !== undefined) Reflect.apply(original, this, [input]);
      return Reflect.apply(original, this, args);
    };
    Reflect.set(prototype, name, patched);
  }
}

function inputBeside(target: unknown): AudioNode | undefined {
  return target instanceof AudioDestinationNode || target instanceof MediaStreamAudioDestinationNode
    ? inputs.get(target.context)
    : undefined;
}
