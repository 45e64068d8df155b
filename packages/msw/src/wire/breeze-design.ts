import { waveFile } from '../voices/wav.ts';
import { base64 } from './base64.ts';

/** What a design says that was given no text. */
export const DESIGNED_TEXT = 'This is how I would sound.';

interface Design {
  readonly id: string;
  readonly count: number;
  readonly text: string;
  readonly sampleRateHz: number;
  readonly pcm: Uint8Array;
}

/** The previews as JSON with their audio inside (docs.breezeblue.ai, create-design-previews). They all sound the same. */
export function designAnswer({ id, count, text, sampleRateHz, pcm }: Design): Uint8Array {
  const audio = base64(waveFile(sampleRateHz, pcm));
  const previews = Array.from({ length: count }, (_, index) => ({
    generated_voice_id: `gen_${id.replaceAll('-', '')}_${index + 1}`,
    audio_base_64: audio,
    media_type: 'audio/wav',
    duration_secs: pcm.length / 2 / sampleRateHz,
  }));
  return new TextEncoder().encode(JSON.stringify({ previews, text }));
}
