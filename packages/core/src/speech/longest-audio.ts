import type { Provider } from '../providers/provider.ts';

const BYTES_PER_SAMPLE = 2;

/** Far beyond any real speech, so that an endless answer ends: a minute, and a second for each character. */
export function longestAudioBytes(provider: Provider, characters: number): number {
  return (60 + characters) * provider.format.sampleRateHz * BYTES_PER_SAMPLE;
}
