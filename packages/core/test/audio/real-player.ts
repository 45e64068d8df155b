import { onTestFinished } from 'vitest';
import type { PcmFormat } from '../../src/audio/pure/format.ts';
import type { Player } from '../../src/audio/types.ts';
import { createPlayer, type PlayerOptions } from '../../src/player.ts';

export const RATE_HZ = 24_000;
/** Of a 5 ms ramp. */
export const RAMP_FRAMES = 120;
export const FORMAT: PcmFormat = { encoding: 's16le', sampleRateHz: RATE_HZ, channels: 1 };

/** A player of the browser's own audio, closed with the test. */
export function setUp(options?: PlayerOptions): Player {
  const player = createPlayer(options);
  onTestFinished(() => player.close());
  return player;
}
