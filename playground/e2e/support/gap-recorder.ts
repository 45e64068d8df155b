import type { Player } from '@cuelight/core/player';

const RECORDER = `
class GapRecorder extends AudioWorkletProcessor {
  frames = 0; silence = 0; sound = 0; gaps = [];
  constructor() {
    super();
    this.port.onmessage = () => this.port.postMessage({ sound: this.sound, gaps: this.gaps });
  }
  process([[samples = new Float32Array(128)]]) {
    for (const sample of samples) {
      this.frames++;
      if (sample === 0) { this.silence++; continue; }
      if (this.sound > 0 && this.silence > 8) this.gaps.push({ frames: this.silence, at: this.frames });
      this.silence = 0;
      this.sound++;
    }
    return true;
  }
}
registerProcessor('gap-recorder', GapRecorder);`;

export interface Heard {
  /** Frames that were no silence. */
  readonly sound: number;
  /** Silences between them, longer than a tone passes through zero. */
  readonly gaps: readonly unknown[];
}

/** Not in the DOM library yet. */
function setSink(context: AudioContext & { setSinkId?: (sink: unknown) => Promise<void> }, sink: unknown) {
  return context.setSinkId?.(sink);
}

/** Listens to what the player puts out, in the audio thread. Returns how to ask what was heard. */
export async function recordGaps(player: Player): Promise<() => Promise<Heard>> {
  const context = player.audioContext();
  if (context === null) throw new Error('There is no AudioContext.');
  // Timers of a tab that the browser hears are not throttled: this one is to be.
  await setSink(context, { type: 'none' });
  await context.audioWorklet.addModule(`data:text/javascript,${encodeURIComponent(RECORDER)}`);
  const node = new AudioWorkletNode(context, 'gap-recorder');
  // Its output is silent; without a way to the speakers it would not be run.
  node.connect(context.destination);
  player.connect(node);
  return () =>
    new Promise((resolve) => {
      node.port.onmessage = ({ data }: MessageEvent<Heard>) => resolve(data);
      node.port.postMessage('tell');
    });
}
