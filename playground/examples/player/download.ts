import type { Track } from '@cuelight/core/player';

/** An address of the whole track as a file, for `<a download>`. Revoke it when it is not needed any more. */
export async function fileOf(track: Track): Promise<string> {
  return URL.createObjectURL(new Blob([await track.toWav()], { type: 'audio/wav' }));
}

/** How loud each second is, from 0 to 1, while it arrives. */
export async function* loudness(track: Track): AsyncGenerator<number> {
  for await (const samples of track.audio()) {
    yield Math.sqrt(samples.reduce((sum, sample) => sum + (sample / 32_768) ** 2, 0) / samples.length);
  }
}
