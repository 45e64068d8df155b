import { invalidOption, stringOption } from '../../options.ts';
import type { Provider } from '../provider.ts';
import { createClassifier } from '../shared/classify.ts';
import { resolveConnection, type ConnectionOptions } from '../shared/connection.ts';
import { limitOption } from '../shared/limit.ts';
import { parseRetryAfter } from '../shared/retry-after.ts';
import { decodeSmallestError, SMALLEST_FAILURES } from './failures.ts';
import { SsePcmReader } from './reader.ts';
import { toSmallestRequest, type SmallestDefaults } from './request.ts';

export interface SmallestOptions extends ConnectionOptions {
  /** Syntheses at once that the account allows: 1 to 1,000. @default 1 */
  readonly limit?: number;
  /** Rate of the audio: 8000, 16000, 24000 or 44100. @default 24000 */
  readonly sampleRateHz?: SmallestSampleRate;
  /** Language of requests that name none: two letters, or `'auto'` to let the service guess. @default 'en' */
  readonly language?: string;
  /** Model of requests that name none, such as `lightning_v3.1_pro`. Without it the service chooses. */
  readonly model?: string;
}

export type SmallestSampleRate = (typeof SAMPLE_RATES_HZ)[number];

const SAMPLE_RATES_HZ = [8000, 16_000, 24_000, 44_100] as const;

/**
 * Smallest AI (Waves, Lightning), streamed: `POST /waves/v1/tts/live`, server-sent events with base64 PCM.
 *
 * Talks to your own server at `/api/smallest` unless `baseUrl` says otherwise; that server adds the header
 * `Authorization: Bearer` and forwards to `https://api.smallest.ai`.
 *
 * @throws CuelightError `invalid-option`.
 */
export function smallest(options: SmallestOptions = {}): Provider {
  const connection = resolveConnection(options, {
    doing: DOING,
    proxyUrl: '/api/smallest',
    serviceUrl: 'https://api.smallest.ai',
    keyHeaders: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  });
  const defaults: SmallestDefaults = {
    sampleRateHz: checkSampleRate(options.sampleRateHz),
    // `auto` misfires on short texts and was not accepted for some weeks of 2026; `en` always was.
    language: stringOption(DOING, 'language', options.language, 'en'),
    model: options.model === undefined ? null : stringOption(DOING, 'model', options.model),
  };
  return {
    id: 'smallest',
    name: 'Smallest AI',
    limits: {
      slots: limitOption(DOING, options.limit, 1),
      serverQueue: 0,
      explanation:
        'Smallest AI lets an account run 1 synthesis at a time unless it has agreed to more. ' +
        'All keys, models and voice agents of the account share it; support raises it.',
      link: 'https://docs.smallest.ai',
    },
    maxCharacters: 8000,
    bestCharacters: 250,
    // Not published: an assumption that costs a quarter of a second after a cut.
    releaseLagMs: 250,
    format: { encoding: 's16le', sampleRateHz: defaults.sampleRateHz, channels: 1 },
    connection,
    weight: () => 1,
    // The service checks with a JavaScript schema, which counts as JavaScript does.
    countCharacters: (text) => text.length,
    toRequest: (request) => toSmallestRequest(request, defaults),
    createReader: (contentType) => new SsePcmReader(contentType),
    classify: createClassifier({
      name: 'Smallest AI',
      baseUrl: connection.baseUrl,
      rows: SMALLEST_FAILURES,
      decodeBody: decodeSmallestError,
      retryAfterOf: (header, wallNowMs) => parseRetryAfter(header('retry-after'), wallNowMs),
    }),
  };
}

const DOING = 'set up Smallest AI';

function checkSampleRate(value: unknown): SmallestSampleRate {
  if (value === undefined) return 24_000;
  const rate = SAMPLE_RATES_HZ.find((candidate) => candidate === value);
  if (rate === undefined)
    throw invalidOption(DOING, 'sampleRateHz', value, 'one of 8000, 16000, 24000, 44100');
  return rate;
}
