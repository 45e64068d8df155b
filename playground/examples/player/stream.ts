import { createPlayer, type Player, type Track } from '@cuelight/core/player';

export const player: Player = createPlayer();

/** In the click, before anything is awaited: the browser lets the page sound, and the device opens meanwhile. */
export async function speak(url: string): Promise<Track> {
  void player.unlock();
  const track = player.open({ encoding: 's16le', sampleRateHz: 24_000, channels: 1 }, { endpoint: url });
  try {
    const response = await fetch(url);
    const reader = response.body!.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) track.append(piece.value);
    track.finish();
  } catch (error) {
    track.stop();
    throw error;
  }
  return track;
}
