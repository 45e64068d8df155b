import type { Player } from '@cuelight/core/player';

/** Runs on the audio thread: what the player's worklet puts out comes here, sample by sample. */
const RECORDER = `
registerProcessor('recorder', class extends AudioWorkletProcessor {
  process([[samples]]) {
    if (samples?.some((sample) => sample !== 0)) this.port.postMessage(samples.slice());
    return true;
  }
});`;

export interface SampleRecording {
  /** What has been put out so far as 16-bit samples, without the stretches of silence, in base64. */
  base64(): string;
}

/** Records what the player puts out, from now on. */
export async function record(player: Player, sampleRateHz: number): Promise<SampleRecording> {
  const context = player.audioContext(sampleRateHz);
  if (context === null) throw new Error('This page has no Web Audio.');
  await context.audioWorklet.addModule(
    URL.createObjectURL(new Blob([RECORDER], { type: 'text/javascript' })),
  );
  const node = new AudioWorkletNode(context, 'recorder', { channelCount: 1, channelCountMode: 'explicit' });
  // Silent itself; without a way to the speakers it would not be run.
  node.connect(context.destination);
  player.connect(node);
  const blocks: Float32Array[] = [];
  node.port.addEventListener('message', ({ data }: MessageEvent<Float32Array>) => blocks.push(data));
  node.port.start();
  return {
    base64: () => {
      const samples = Int16Array.from(
        blocks.flatMap((block) => [...block]),
        (sample) => sample * 2 ** 15,
      );
      let text = '';
      for (const byte of new Uint8Array(samples.buffer)) text += String.fromCodePoint(byte);
      return btoa(text);
    },
  };
}
