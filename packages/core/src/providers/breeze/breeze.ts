import { choiceOption } from '../../options.ts';
import type { Provider, ProviderLimits } from '../provider.ts';
import { createClassifier } from '../shared/classify.ts';
import { resolveConnection, type ConnectionOptions } from '../shared/connection.ts';
import { limitOption } from '../shared/limit.ts';
import { parseRetryAfter } from '../shared/retry-after.ts';
import { BREEZE_FAILURES, decodeBreezeError } from './failures.ts';
import { RawPcmReader } from './reader.ts';
import { toBreezeRequest } from './request.ts';

export interface BreezeOptions extends ConnectionOptions {
  /** The account's plan, which sets the limit: free 3, starter 6, creator 10, pro 20. @default 'free' */
  readonly plan?: BreezePlan;
  /** Requests in flight at once, instead of the plan's: 1 to 1,000. */
  readonly limit?: number;
}

export type BreezePlan = (typeof PLANS)[number];

const PLANS = ['free', 'starter', 'creator', 'pro'] as const;

/** Generations admitted or running, and waiting at the service (docs.breezeblue.ai/reference/rate-limits). */
const PLAN_LIMITS: Readonly<Record<BreezePlan, { slots: number; serverQueue: number }>> = {
  free: { slots: 3, serverQueue: 0 },
  starter: { slots: 6, serverQueue: 2 },
  creator: { slots: 10, serverQueue: 3 },
  pro: { slots: 20, serverQueue: 5 },
};

/**
 * Breeze (BreezeBlue), streamed: `POST /v1/text-to-speech/{voice}/stream`, PCM at 24 kHz.
 *
 * Talks to your own server at `/api/breeze` unless `baseUrl` says otherwise; that server adds the header
 * `xi-api-key` and forwards to `https://api.breeze.blue`.
 *
 * @throws CuelightError `invalid-option`.
 */
export function breeze(options: BreezeOptions = {}): Provider {
  const connection = resolveConnection(options, {
    doing: DOING,
    proxyUrl: '/api/breeze',
    serviceUrl: 'https://api.breeze.blue',
    keyHeaders: (apiKey) => ({ 'xi-api-key': apiKey }),
  });
  return {
    id: 'breeze',
    name: 'Breeze',
    limits: resolveLimits(options),
    // Measured at the service: 1,001 are refused. Nothing is published.
    maxCharacters: 1000,
    bestCharacters: 250,
    // Not published: an assumption that costs a quarter of a second after a cut.
    releaseLagMs: 250,
    format: { encoding: 's16le', sampleRateHz: 24_000, channels: 1 },
    connection,
    weight: () => 1,
    // Code points: the cap was measured with plain letters, and the service is not written in JavaScript.
    countCharacters: (text) => Array.from(text).length,
    toRequest: toBreezeRequest,
    createReader: (contentType) => new RawPcmReader(contentType),
    classify: createClassifier({
      name: 'Breeze',
      baseUrl: connection.baseUrl,
      rows: BREEZE_FAILURES,
      decodeBody: decodeBreezeError,
      retryAfterOf: (header, wallNowMs) => parseRetryAfter(header('retry-after'), wallNowMs),
    }),
  };
}

const DOING = 'set up Breeze';

function resolveLimits(options: BreezeOptions): ProviderLimits {
  const plan = choiceOption(DOING, 'plan', options.plan, PLANS, 'free');
  const { slots, serverQueue } = PLAN_LIMITS[plan];
  return {
    slots: limitOption(DOING, options.limit, slots),
    serverQueue,
    explanation:
      `Breeze lets an account on the ${plan} plan run ${slots} generations at once. ` +
      'All keys, tabs and Breeze Studio share them; a higher plan has more.',
    link: 'https://docs.breezeblue.ai/reference/rate-limits',
  };
}
