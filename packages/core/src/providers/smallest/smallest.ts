import { invalidOption, stringOption } from '../../options.ts';
import type { ClipFormat, Provider, ProviderLimits } from '../provider.ts';
import { BodyReader } from '../shared/body-reader.ts';
import { createClassifier } from '../shared/classify.ts';
import { resolveConnection, type ConnectionOptions } from '../shared/connection.ts';
import { limitOption } from '../shared/limit.ts';
import { smallestVoices } from './catalogue.ts';
import { explainSmallest, SMALLEST_CODES, SMALLEST_MESSAGES, SMALLEST_STATUSES } from './failures.ts';
import { SsePcmReader } from './reader.ts';
import { toSmallestRequest, type SmallestDefaults } from './request.ts';

export interface SmallestOptions extends ConnectionOptions {
  /** Syntheses at once that the account allows: 1 to 1,000; `'auto'`: found out by trying, from one upwards. @default 1 */
  readonly limit?: number | 'auto';
  /** Rate of the audio: 8000, 16000, 24000 or 44100. @default 24000 */
  readonly sampleRateHz?: SmallestSampleRate;
  /** Language of requests that name none: two letters, or `'auto'` to let the service guess. @default 'en' */
  readonly language?: string;
  /** Model of requests that name none, such as `lightning_v3.1_pro`. Without it the service chooses. */
  readonly model?: string;
}

export type SmallestSampleRate = (typeof SAMPLE_RATES_HZ)[number];

const SAMPLE_RATES_HZ = [8000, 16_000, 24_000, 44_100] as const;
const CLIP_FORMATS: readonly ClipFormat[] = ['wav', 'mp3', 'pcm', 'ulaw', 'alaw'];

/**
 * A voice that does not fit the model is answered with 200 and a file of 100 to 200 bytes (how-to-vc-api.mdx). In any
 * of the formats 256 bytes are no speech.
 */
const LEAST_BYTES = 256;

/**
 * Smallest AI (Waves, Lightning): streamed `POST /waves/v1/tts/live`, server-sent events with base64 PCM; clips
 * `POST /waves/v1/tts`.
 *
 * Talks to your own server at `/api/smallest` unless `baseUrl` says otherwise; that server adds the header
 * `Authorization: Bearer` and forwards to `https://api.smallest.ai`.
 *
 * @throws CuelightError `invalid-option`.
 */
export function smallest(options: SmallestOptions = {}): Provider {
  const connection = resolveConnection(options, {
    doing: DOING,
    otherOptions: OTHER_OPTIONS,
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
  const limits: ProviderLimits = {
    slots: limitOption(DOING, options.limit, 1),
    usesServerQueue: false,
    explanation:
      'Smallest AI lets an account run 1 synthesis at a time unless it has agreed to more. ' +
      'All keys, models and voice agents of the account share it; its support raises it.',
    link: 'https://docs.smallest.ai',
  };
  return {
    id: 'smallest',
    name: 'Smallest AI',
    limits,
    maxCharacters: 8000,
    bestCharacters: 250,
    // Not published: an assumption that costs a quarter of a second after a cut.
    releaseLagMs: 250,
    format: { encoding: 's16le', sampleRateHz: defaults.sampleRateHz, channels: 1 },
    clipFormats: CLIP_FORMATS,
    connection,
    voices: smallestVoices(defaults.model),
    weight: () => 1,
    // The service checks with a JavaScript schema, which counts as JavaScript does.
    countCharacters: (text) => text.length,
    billedCharacters: (text) => text.length,
    toRequest: (request, clip) => toSmallestRequest(request, defaults, clip),
    // A clip's type says nothing: the service names all of them audio/wav.
    createReader: (contentType, format) =>
      format === undefined
        ? new SsePcmReader(contentType, LEAST_BYTES)
        : new BodyReader({ contentType, format, leastBytes: LEAST_BYTES }),
    classify: createClassifier({
      name: 'Smallest AI',
      baseUrl: connection.baseUrl,
      limits,
      codes: SMALLEST_CODES,
      statuses: SMALLEST_STATUSES,
      messages: SMALLEST_MESSAGES,
      explain: explainSmallest,
    }),
  };
}

const DOING = 'set up Smallest AI';
const OTHER_OPTIONS: Readonly<Record<Exclude<keyof SmallestOptions, keyof ConnectionOptions>, true>> = {
  limit: true,
  sampleRateHz: true,
  language: true,
  model: true,
};

function checkSampleRate(value: unknown): SmallestSampleRate {
  if (value === undefined) return 24_000;
  const rate = SAMPLE_RATES_HZ.find((candidate) => candidate === value);
  if (rate === undefined)
    throw invalidOption(DOING, 'sampleRateHz', value, 'one of 8000, 16000, 24000, 44100');
  return rate;
}
