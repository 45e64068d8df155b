import { createPlayer, type PlayerOptions } from '@cuelight/core/player';
import { SOURCE_RATE_HZ } from '../sound.ts';
import type { OpenContender } from './contender.ts';

function opener(
  start: NonNullable<PlayerOptions['start']>,
  endpointOf: (place: string) => string,
): OpenContender {
  return async () => {
    const player = createPlayer({ expectedSampleRateHz: SOURCE_RATE_HZ, start });
    await player.unlock();
    return {
      begin: (place) => {
        const format = { encoding: 's16le', sampleRateHz: SOURCE_RATE_HZ, channels: 1 } as const;
        const track = player.open(format, { endpoint: endpointOf(place) });
        return {
          feed: (bytes) => track.append(bytes),
          end: () => track.finish(),
          stop: () => track.stop(),
          pause: () => player.pause(),
          resume: () => player.resume(),
          seek: (seconds) => void track.seek(seconds),
        };
      },
      close: async () => player.close(),
    };
  };
}

export const cuelight: OpenContender = opener('adaptive', (place) => place);
export const cuelightEager: OpenContender = opener('eager', (place) => place);
export const cuelightSmooth: OpenContender = opener('smooth', (place) => place);

let places = 0;
/** Each time it is as if nothing had ever been heard from there. */
export const cuelightNew: OpenContender = opener('adaptive', (place) => `${place} ${(places += 1)}`);
