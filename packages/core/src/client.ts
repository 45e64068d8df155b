import { createPlayer, type PlayerOptions } from './audio/create-player.ts';
import { invalidOption, numberOption, objectOption, stringOption } from './options.ts';
import { browserPlatform } from './platform/browser-platform.ts';
import { browserClock } from './platform/clock.ts';
import { warnOfSecondCopy } from './platform/second-copy.ts';
import { createPool } from './pool/create-pool.ts';
import type { Provider } from './providers/provider.ts';
import type { RetryLimits } from './scheduler/retry.ts';
import { checkCacheOptions, type CacheOptions } from './speech/cache/cache-options.ts';
import { openCacheOn, withBrowserClips } from './speech/cache/open-cache.ts';
import { poolName } from './speech/pool-name.ts';
import { SpeechClient } from './speech/speech.ts';
import type { Speech } from './speech/types.ts';

export interface SpeechOptions {
  /** Who speaks: `breeze()` or `smallest()`. */
  readonly provider: Provider;
  /**
   * Address of `worklet.js` on your own server, for pages whose content security policy allows no worklet from a
   * blob. @default the worklet is made in the page
   */
  readonly workletUrl?: string;
  /** How it is played: when it starts, how loud, by which engine. */
  readonly player?: Omit<PlayerOptions, 'workletUrl' | 'expectedSampleRateHz'>;
  /** How often refused and failed requests are tried, and for how long. */
  readonly retry?: Partial<RetryLimits>;
  /**
   * Texts of this client that may wait without anything of them being sent, from 1; one more is a `queue-full` error.
   * @default Infinity
   */
  readonly maxQueued?: number;
  /** What becomes of audio that was paid for. @default kept for 30 days, for all tabs of the origin */
  readonly cache?: CacheOptions;
}

/**
 * A speech client: `say(text, { voice })` and everything around it. All clients of one origin with the same
 * provider, address and account share one queue to the account's limit, over all tabs.
 *
 * Does nothing in the browser yet: locks, messages and audio begin with the first `say`. Works on a server too,
 * where it can be created and rendered from.
 *
 * @throws CuelightError `invalid-option`.
 *
 * @example
 * const speech = createSpeech({ provider: breeze() });
 * await speech.say('One voice at a time.', { voice: 'voc_…' }).finished;
 */
export function createSpeech(options: SpeechOptions): Speech {
  const provider = checkProvider(options);
  const cache = checkCacheOptions(DOING, options.cache);
  const maxQueued = numberOption(DOING, 'maxQueued', options.maxQueued, Infinity, { min: 1 });
  warnOfSecondCopy();
  objectOption(DOING, 'player', options.player);
  const player = createPlayer({
    ...options.player,
    expectedSampleRateHz: provider.format.sampleRateHz,
    ...(options.workletUrl !== undefined && {
      workletUrl: stringOption(DOING, 'workletUrl', options.workletUrl),
    }),
  });
  const pool = createPool(poolName(provider, pageOrigin()), {
    limit: provider.limits.slots,
    releaseLagMs: provider.releaseLagMs,
    ...(options.retry !== undefined && { retry: options.retry }),
  });
  return new SpeechClient({
    provider,
    pool,
    player,
    clock: browserClock(),
    openCache: openCacheOn(withBrowserClips(browserPlatform()), provider, cache),
    cacheMode: cache.mode,
    maxQueued,
  });
}

const DOING = 'create a speech client';
const CHOOSE_PROVIDER =
  "Pass a provider object: createSpeech({ provider: breeze() }) or smallest(), both exported by '@cuelight/core'.";

function checkProvider(options: unknown): Provider {
  const provider: unknown =
    typeof options === 'object' && options !== null && 'provider' in options ? options.provider : undefined;
  if (isProvider(provider)) return provider;
  throw invalidOption(DOING, 'provider', provider, '', CHOOSE_PROVIDER);
}

/** Enough of a look to tell a provider from a name, a factory that was not called, or an options object. */
function isProvider(value: unknown): value is Provider {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    'toRequest' in value &&
    typeof value.toRequest === 'function' &&
    'createReader' in value &&
    typeof value.createReader === 'function' &&
    'classify' in value &&
    typeof value.classify === 'function'
  );
}

function pageOrigin(): string | null {
  return typeof location === 'object' ? location.origin : null;
}
