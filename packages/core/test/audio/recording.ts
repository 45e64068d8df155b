import type { Player } from '../../src/audio/types.ts';

const TAP = `
class Tap extends AudioWorkletProcessor {
  constructor() {
    super();
    this.port.onmessage = ({ data }) => this.port.postMessage({ mark: data });
  }
  process([[samples]]) {
    this.port.postMessage({ samples: samples ? samples.slice() : new Float32Array(128) });
    return true;
  }
}
registerProcessor('tap', Tap);`;

interface TapMessage {
  readonly samples?: Float32Array;
  readonly mark?: number;
}

/** Everything a player has put out since the recording began, as position codes. */
export class Recording {
  readonly codes: number[] = [];
  readonly #port: MessagePort;
  readonly #onMessage = new Set<(message: TapMessage) => void>();
  #marks = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    port.addEventListener('message', ({ data }: MessageEvent<TapMessage>) => {
      for (const value of data.samples ?? []) this.codes.push(value * 2 ** 15);
      for (const listener of this.#onMessage) listener(data);
    });
    port.start();
  }

  /** Waits until this holds of what has been recorded. */
  until(condition: (codes: readonly number[]) => boolean): Promise<void> {
    return this.#wait(() => condition(this.codes));
  }

  /** Waits until that many more frames have been recorded. */
  async frames(count: number): Promise<void> {
    const goal = this.codes.length + count;
    await this.until((codes) => codes.length >= goal);
  }

  /** Waits until everything that was rendered when this is called has been recorded. */
  async caughtUp(): Promise<void> {
    const mark = ++this.#marks;
    // It comes after what the audio thread posted before it read this.
    this.#port.postMessage(mark);
    await this.#wait((message) => message?.mark === mark);
  }

  /** What was recorded from the first sound on. */
  heard(): number[] {
    const first = this.codes.findIndex((code) => code !== 0);
    return first === -1 ? [] : this.codes.slice(first);
  }

  #wait(condition: (message?: TapMessage) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const listener = (message?: TapMessage): void => {
        if (!condition(message)) return;
        this.#onMessage.delete(listener);
        resolve();
      };
      this.#onMessage.add(listener);
      listener();
    });
  }
}

/** Attaches a recorder to what the player plays at this rate, and waits until it records. */
export async function record(
  player: Pick<Player, 'audioContext' | 'connect'>,
  sampleRateHz: number,
): Promise<Recording> {
  const context = player.audioContext(sampleRateHz);
  if (context === null) throw new Error('no AudioContext');
  const url = URL.createObjectURL(new Blob([TAP], { type: 'text/javascript' }));
  await context.audioWorklet.addModule(url);
  URL.revokeObjectURL(url);
  const tap = new AudioWorkletNode(context, 'tap', { channelCount: 1, channelCountMode: 'explicit' });
  // Its output is silent; without a way to the speakers it would not be run.
  tap.connect(context.destination);
  player.connect(tap);
  const recording = new Recording(tap.port);
  await recording.frames(1);
  return recording;
}
