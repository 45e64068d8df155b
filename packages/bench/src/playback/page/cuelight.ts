import { createPlayer } from '@cuelight/core/player';
import { SOURCE_RATE_HZ } from '../sound.ts';
import type { OpenContender } from './contender.ts';

export const cuelight: OpenContender = async () => {
  const player = createPlayer({ expectedSampleRateHz: SOURCE_RATE_HZ });
  await player.unlock();
  return {
    begin: () => {
      const track = player.open({ encoding: 's16le', sampleRateHz: SOURCE_RATE_HZ, channels: 1 });
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
