import { booleanOption, numberOption, stringOption } from '../options.ts';
import { browserClock } from '../platform/clock.ts';
import { checkSampleRate } from './check-format.ts';
import { TrackPlayer } from './track-player.ts';
import type { Player } from './types.ts';
import { WorkletEngine } from './worklet/worklet-engine.ts';

export interface PlayerOptions {
  /**
   * Where your own origin serves `dist/worklet.js` of this package, for pages whose Content-Security-Policy allows
   * no scripts from blob: and data: addresses. Nothing else is tried then.
   * @default the library's own copy, from a blob: or data: address
   */
  readonly workletUrl?: string;
  /**
   * Rate of the audio to come, in Hz from 3,000 to 192,000: `unlock()` opens the device for it before there is a
   * track. Tracks of other rates play as well.
   * @default 24000
   */
  readonly expectedSampleRateHz?: number;
  /**
   * How many seconds of each track are kept for `seek`, `replay`, `audio()` and `toWav()`. What was heard is dropped
   * first; what was not heard yet is always kept.
   * @default everything, up to two hours of a track, after which it fails
   */
  readonly retainSeconds?: number;
  /** From 0 to 1. @default 1 */
  readonly volume?: number;
  /** @default false */
  readonly muted?: boolean;
}

/**
 * A player of streamed PCM: tracks are heard in the order they are opened, joined without a gap. It opens the
 * audio device with the first track or `unlock()`. Where there is no Web Audio it can be made and used all the
 * same, and its tracks fail with a `no-audio` error. It does not resample: the browser does, at the device.
 *
 * @throws CuelightError `invalid-option`.
 * @example
 * const player = createPlayer();
 * const track = player.open({ encoding: 's16le', sampleRateHz: 24_000, channels: 1 });
 * for await (const bytes of response.body) track.append(bytes);
 * track.finish();
 */
export function createPlayer(options: PlayerOptions = {}): Player {
  const doing = 'create a player';
  const workletUrl =
    options.workletUrl === undefined ? null : stringOption(doing, 'workletUrl', options.workletUrl);
  const expectedSampleRateHz = checkSampleRate(
    doing,
    'expectedSampleRateHz',
    options.expectedSampleRateHz,
    24_000,
  );
  const retainSeconds = numberOption(doing, 'retainSeconds', options.retainSeconds, Infinity, { min: 0 });
  const volume = numberOption(doing, 'volume', options.volume, 1, { min: 0, max: 1 });
  const muted = booleanOption(doing, 'muted', options.muted, false);
  const clock = browserClock();
  return new TrackPlayer({
    clock,
    openEngine: (sampleRateHz, listener) => new WorkletEngine(sampleRateHz, listener, { clock, workletUrl }),
    expectedSampleRateHz,
    retainSeconds,
    volume,
    muted,
  });
}
