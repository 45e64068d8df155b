import { booleanOption, choiceOption } from '../../options.ts';
import type { ClipFormat, Provider, ProviderLimits } from '../provider.ts';
import { BodyReader } from '../shared/body-reader.ts';
import { createClassifier } from '../shared/classify.ts';
import { resolveConnection, type ConnectionOptions } from '../shared/connection.ts';
import { limitOption } from '../shared/limit.ts';
import { BREEZE_VOICES, entitlementsProbe } from './catalogue.ts';
import { billedCharacters, codePoints } from './characters.ts';
import { BREEZE_CODES, explainBreeze } from './failures.ts';
import { toBreezeRequest } from './request.ts';

export interface BreezeOptions extends ConnectionOptions {
  /** The account's plan, which sets the limit: free 3, starter 6, creator 10, pro 20. @default 'free' */
  readonly plan?: BreezePlan;
  /**
   * Requests in flight at once, instead of the plan's: 1 to 1,000. `'auto'` asks the account (`GET /v1/entitlements`)
   * before the first text, starts with one, and finds the limit out by trying where that is not answered.
   */
  readonly limit?: number | 'auto';
  /**
   * Fills the places where Breeze itself lets requests wait too (starter 2, creator 3, pro 5). They save a round trip
   * between two texts, and no more are spoken in a minute. @default false
   */
  readonly useServerQueue?: boolean;
}

export type BreezePlan = 'free' | 'starter' | 'creator' | 'pro';

/** Generations admitted or running, and waiting at the service (docs.breezeblue.ai/reference/rate-limits). */
const PLAN_LIMITS: Readonly<Record<BreezePlan, readonly [slots: number, serverQueue: number]>> = {
  free: [3, 0],
  starter: [6, 2],
  creator: [10, 3],
  pro: [20, 5],
};
const PLANS = ['free', 'starter', 'creator', 'pro'] as const;

const CLIP_FORMATS: readonly ClipFormat[] = ['wav', 'mp3', 'flac', 'aac', 'opus', 'pcm'];

/**
 * Breeze (BreezeBlue): streamed `POST /v1/text-to-speech/{voice}/stream`, PCM at 24 kHz; clips
 * `POST /v1/text-to-speech/{voice}`.
 *
 * Talks to your own server at `/api/breeze` unless `baseUrl` says otherwise; that server adds the header
 * `xi-api-key` and forwards to `https://api.breeze.blue`.
 *
 * @throws CuelightError `invalid-option`.
 */
export function breeze(options: BreezeOptions = {}): Provider {
  const connection = resolveConnection(options, {
    doing: DOING,
    otherOptions: OTHER_OPTIONS,
    proxyUrl: '/api/breeze',
    serviceUrl: 'https://api.breeze.blue',
    keyHeaders: (apiKey) => ({ 'xi-api-key': apiKey }),
  });
  const limits = resolveLimits(options);
  return {
    id: 'breeze',
    name: 'Breeze',
    limits,
    // Measured at the service: 1,001 are refused. Nothing is published.
    maxCharacters: 1000,
    bestCharacters: 250,
    // Not published: an assumption that costs a quarter of a second after a cut.
    releaseLagMs: 250,
    format: { encoding: 's16le', sampleRateHz: 24_000, channels: 1 },
    clipFormats: CLIP_FORMATS,
    connection,
    voices: BREEZE_VOICES,
    weight: () => 1,
    // The cap was measured with plain letters, and the service is not written in JavaScript.
    countCharacters: codePoints,
    billedCharacters,
    toRequest: toBreezeRequest,
    createReader: (contentType, format = 'pcm') => new BodyReader({ contentType, format }),
    classify: createClassifier({
      name: 'Breeze',
      baseUrl: connection.baseUrl,
      limits,
      codes: BREEZE_CODES,
      explain: explainBreeze,
    }),
  };
}

const DOING = 'set up Breeze';
const OTHER_OPTIONS: Readonly<Record<Exclude<keyof BreezeOptions, keyof ConnectionOptions>, true>> = {
  plan: true,
  limit: true,
  useServerQueue: true,
};

function resolveLimits(options: BreezeOptions): ProviderLimits {
  const plan = choiceOption(DOING, 'plan', options.plan, PLANS, 'free');
  const usesServerQueue = booleanOption(DOING, 'useServerQueue', options.useServerQueue, false);
  const [slots, queue] = PLAN_LIMITS[plan];
  return {
    slots: limitOption(DOING, options.limit, slots + (usesServerQueue ? queue : 0)),
    usesServerQueue,
    explanation:
      'Breeze lets an account run as many generations at once as its plan allows: ' +
      'free 3, starter 6, creator 10, pro 20. All keys, tabs and Breeze Studio share them; a higher plan has more.',
    link: 'https://docs.breezeblue.ai/reference/rate-limits',
    probe: entitlementsProbe(usesServerQueue),
  };
}
