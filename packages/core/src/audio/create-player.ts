import {
  booleanOption,
  choiceOption,
  knownOptions,
  numberOption,
  objectOption,
  stringOption,
} from '../options.ts';
import { browserClock } from '../platform/clock.ts';
import { browserLifecycle, quietLifecycle } from '../platform/lifecycle.ts';
import { checkSampleRate } from './check-format.ts';
import type { EngineKind } from './engine.ts';
import { turnOpener, type Exclusive } from './exclusive/open-turn.ts';
import type { WhenOthersSpeak } from './exclusive/speaking-turn.ts';
import { engineOpener } from './open-engine.ts';
import type { StartRule } from './pure/start-policy.ts';
import { TrackPlayer } from './track-player.ts';
import type { Player } from './types.ts';

const ENGINES = ['auto', 'worklet', 'buffers', 'silent'] as const;
const CIRCLES = ['tab', 'origin'] as const;
const REACTIONS = ['pause', 'wait'] as const;

const NAMES: Readonly<Record<keyof PlayerOptions, true>> = {
  engine: true,
  start: true,
  retainSeconds: true,
  volume: true,
  muted: true,
  exclusive: true,
  whenOthersSpeak: true,
  workletUrl: true,
  expectedSampleRateHz: true,
  contextSampleRateHz: true,
};

export interface StartSeconds {
  readonly startSeconds: number;
  /** @default startSeconds */
  readonly rebufferSeconds?: number;
}

export interface PlayerOptions {
  /**
   * Where your own origin serves `@cuelight/core/worklet.js`, for pages whose Content-Security-Policy allows no
   * scripts from blob: and data: addresses. Where it does not load, the library's own copy is tried.
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
   * What makes the sound. `worklet`: the browser's audio thread. `buffers`: the page itself, a few seconds ahead.
   * `silent`: nothing, but time passes as if: for tests and servers. `auto`: a worklet, or buffers where none can be
   * loaded (plain http, a strict Content-Security-Policy), with one warning on the console that says why.
   * @default 'auto'
   */
  readonly engine?: EngineKind | 'auto';
  /**
   * Rate of the AudioContext, in Hz from 3,000 to 192,000, for an app whose own nodes want another than the audio
   * has: tracks are resampled to it.
   * @default that of each track, whose samples are then played as they are
   */
  readonly contextSampleRateHz?: number;
  /**
   * How many seconds of each track are kept for `seek`, `replay`, `audio()` and `toWav()`. What was heard is dropped
   * first; what was not heard yet is always kept.
   * @default everything, up to two hours of a track, after which it fails
   */
  readonly retainSeconds?: number;
  /**
   * When a track starts, and goes on after it ran dry. `adaptive`: as soon as it will probably not stall, judged by how
   * its audio arrives and how that of earlier tracks from the same `endpoint` did. `eager`: with 20 ms of audio.
   * `smooth`: with 0.6 s, and 1.5 s after it ran dry. Or amounts of your own, from 0 to 60 seconds each. What has
   * arrived whole is never waited for.
   * @default 'adaptive'
   */
  readonly start?: 'adaptive' | 'eager' | 'smooth' | StartSeconds;
  /**
   * Which players have one voice between them: those of this tab (`tab`), those of every tab of this origin that also
   * say `origin`, or none (`false`). Tabs share it through Web Locks; where there are none (plain http), each is alone.
   * @default 'tab'
   */
  readonly exclusive?: Exclusive;
  /**
   * What a player does where another of them speaks. `pause`: it speaks, and the other pauses until its own `resume()`
   * or next track. `wait`: it waits until the other has no more to say.
   * @default 'pause'
   */
  readonly whenOthersSpeak?: WhenOthersSpeak;
  /** From 0 to 1. @default 1 */
  readonly volume?: number;
  /** @default false */
  readonly muted?: boolean;
}

/**
 * A player of streamed PCM: tracks are heard in the order they are opened, joined without a gap. It opens the
 * audio device with the first track or `unlock()`. Where there is no Web Audio it can be made and used all the
 * same, and its tracks fail with a `no-audio` error.
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
  objectOption(doing, 'options', options);
  knownOptions(doing, options, NAMES);
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
  const engine = choiceOption(doing, 'engine', options.engine, ENGINES, 'auto');
  const contextRateHz =
    options.contextSampleRateHz === undefined
      ? null
      : checkSampleRate(doing, 'contextSampleRateHz', options.contextSampleRateHz, 0);
  const exclusive = checkExclusive(doing, options.exclusive);
  const whenOthersSpeak = choiceOption(doing, 'whenOthersSpeak', options.whenOthersSpeak, REACTIONS, 'pause');
  const clock = browserClock();
  const lifecycle = typeof document === 'object' ? browserLifecycle() : quietLifecycle;
  return new TrackPlayer({
    clock,
    openEngine: engineOpener({ engine, workletUrl, contextRateHz, host: { clock, lifecycle } }),
    openTurn: turnOpener({ exclusive, whenOthersSpeak, lifecycle }),
    expectedSampleRateHz,
    retainSeconds,
    start: checkStart(doing, options.start),
    volume,
    muted,
  });
}

function checkExclusive(doing: string, exclusive: Exclusive = 'tab'): Exclusive {
  return exclusive === false ? false : choiceOption(doing, 'exclusive', exclusive, CIRCLES, 'tab');
}

const PRESETS: Readonly<Record<string, StartRule>> = {
  adaptive: 'adaptive',
  eager: { startMs: 20, rebufferMs: 20 },
  smooth: { startMs: 600, rebufferMs: 1500 },
};

function checkStart(doing: string, start: PlayerOptions['start'] = 'adaptive'): StartRule {
  if (typeof start !== 'object' || start === null) {
    return PRESETS[choiceOption(doing, 'start', start, Object.keys(PRESETS), 'adaptive')]!;
  }
  const range = { min: 0, max: 60 };
  // Not a number, so that a missing one is refused.
  const startSeconds = numberOption(doing, 'start.startSeconds', start.startSeconds ?? null, 0, range);
  const rebufferSeconds = numberOption(
    doing,
    'start.rebufferSeconds',
    start.rebufferSeconds,
    startSeconds,
    range,
  );
  return { startMs: startSeconds * 1000, rebufferMs: rebufferSeconds * 1000 };
}
