import type { PcmFormat } from '../audio/pure/format.ts';
import { joined } from './joined.ts';
import { quietestSpot } from './quiet-spot.ts';

const BYTES_PER_SAMPLE = 2;
/** A pause between two sentences is at least so long, and looked for so far on either side. */
const PAUSE_SECONDS = 0.02;
const WINDOW_SECONDS = 0.4;

/**
 * Cuts the audio of several texts into one part for each: by their lengths, and there in the quietest spot around. The
 * parts joined are the audio.
 */
export function shareOut(
  pieces: readonly Uint8Array[],
  characters: readonly number[],
  { sampleRateHz }: PcmFormat,
): Uint8Array[] {
  const bytes = joined(pieces);
  const samples = new Int16Array(bytes.buffer, 0, Math.floor(bytes.length / BYTES_PER_SAMPLE));
  const all = characters.reduce((sum, count) => sum + count, 0);
  const [pause, window] = [PAUSE_SECONDS, WINDOW_SECONDS].map((seconds) =>
    Math.round(seconds * sampleRateHz),
  );
  let [before, start] = [0, 0];
  return characters.map((count, index) => {
    before += count;
    const about = Math.round((before / all) * samples.length);
    const spot = quietestSpot(samples, about - (window ?? 0), about + (window ?? 0), pause ?? 1);
    const isLast = index === characters.length - 1;
    const end = isLast ? bytes.length : Math.max(start, Math.min(spot * BYTES_PER_SAMPLE, bytes.length));
    const part = bytes.subarray(start, end);
    start = end;
    return part;
  });
}
