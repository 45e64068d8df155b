import { countCharacters } from '../characters.ts';
import { waveFile, waveHeader } from '../voices/wav.ts';
import { BREEZE_TROUBLES, breezeError, findBreezeTrouble, writeBreezeTrouble } from './breeze-errors.ts';
import { readBreezeCatalogue } from './breeze-catalogue.ts';
import { type Problem, readDesignBody, readSpeechBody } from './breeze-bodies.ts';
import { DESIGNED_TEXT, designAnswer } from './breeze-design.ts';
import { formatProblem, type SimulatedFormat } from './breeze-formats.ts';
import { breezeKeyHeader, readBreezeKey } from './breeze-keys.ts';
import { findBreezeVoice } from './breeze-voices.ts';
import { type JsonObject, parseObject, pathSegments, stringOr } from './json.ts';
import { checkKey } from './keys.ts';
import type {
  Reading,
  SimulatedRequest,
  SpeechAsked,
  StreamedBody,
  WholeBody,
  Wire,
  WireContext,
} from './wire.ts';

/** Breeze makes PCM at this rate only. */
const SAMPLE_RATE_HZ = 24_000;
/** Odd on purpose: HTTP may cut a body anywhere, inside a sample too. 85 ms of audio. */
const PIECE_BYTES = 4095;

/** What can be asked to speak. */
type Route = 'stream' | 'sync' | 'design';

/**
 * Breeze's public API, as far as it is simulated: streamed and whole synthesis, voice design, and the catalogue.
 * Wire facts: docs.breezeblue.ai (API reference, rate limits, errors, authentication).
 */
export const breezeWire: Wire = {
  id: 'breeze',
  troubles: BREEZE_TROUBLES,
  findTrouble: findBreezeTrouble,
  write: writeBreezeTrouble,
  // Raw audio has no frames: one byte too many puts every sample after it out of step.
  malformed: new Uint8Array([0x2a]),
  errorInStream: null,
  isSpeech: (request) => routeOf(request) !== null,
  read(request, context) {
    const segments = pathSegments(request.url) ?? [];
    const route = routeOf(request);
    if (route === null) return { type: 'answer', answer: readBreezeCatalogue(request, context, segments) };
    return readSpeech(request, context, route, route === 'design' ? 'design' : (segments[2] ?? ''));
  },
};

function routeOf({ method, url }: SimulatedRequest): Route | null {
  const segments = pathSegments(url) ?? [];
  const [version, resource, voice, action] = segments;
  if (version !== 'v1' || method !== 'POST') return null;
  if (resource === 'voice-previews' && voice === 'design' && segments.length === 3) return 'design';
  if (resource !== 'text-to-speech') return null;
  if (segments.length === 3) return 'sync';
  return action === 'stream' && segments.length === 4 ? 'stream' : null;
}

function readSpeech(request: SimulatedRequest, context: WireContext, route: Route, voice: string): Reading {
  const body = parseObject(request.body);
  const text = stringOr(body?.['text'], '');
  const refused = (status: number, code: string, detail: string): Reading => ({
    type: 'refusal',
    refusal: breezeError(status, code, detail),
    voice,
    text,
  });

  const key = checkKey(readBreezeKey(request), context);
  if (key === 'missing') return refused(401, 'AUTH_REQUIRED', 'Authentication is required.');
  if (key === 'wrong') return refused(401, 'AUTH_REQUIRED', 'The API key is not valid.');
  if (body === null) return refused(400, 'BAD_REQUEST', 'The request body is not a JSON object.');
  const format = formatOf(request, route);
  const problem =
    (route === 'design' ? readDesignBody(body) : readSpeechBody(body)) ??
    (typeof format === 'string' ? null : format);
  if (problem !== null) return refused(problem.status, problem.code, problem.detail);
  if (route !== 'design' && findBreezeVoice(voice) === null) {
    return refused(404, 'RESOURCE_NOT_FOUND', 'Voice not found.');
  }

  const headers = {
    'history-item-id': `hist_${context.id.replaceAll('-', '')}`,
    ...breezeKeyHeader(key === 'right'),
  };
  const common = { voice, text, sampleRateHz: SAMPLE_RATE_HZ };
  const speech =
    route === 'design'
      ? designed(body, common, headers, context)
      : {
          ...common,
          weight: 1,
          billedCharacters: billedCharacters(text),
          headers: { 'content-type': `audio/${typeof format === 'string' ? format : 'pcm'}`, ...headers },
          body: route === 'stream' ? streamed(format === 'wav') : whole(format === 'wav'),
        };
  return { type: 'speech', speech };
}

function formatOf(request: SimulatedRequest, route: Route): SimulatedFormat | Problem {
  const { searchParams } = request.url;
  return formatProblem(searchParams.get('output_format'), searchParams.get('delivery'), route === 'stream');
}

function streamed(isWave: boolean): StreamedBody {
  return {
    type: 'streamed',
    pieceBytes: PIECE_BYTES,
    start: isWave ? waveHeader(SAMPLE_RATE_HZ, null) : null,
    frame: (pcm) => pcm,
    end: null,
  };
}

function whole(isWave: boolean): WholeBody {
  return { type: 'whole', encode: (pcm) => (isWave ? waveFile(SAMPLE_RATE_HZ, pcm) : pcm) };
}

/** A design weighs as much as it makes previews. */
function designed(
  body: JsonObject,
  common: Pick<SpeechAsked, 'voice' | 'text' | 'sampleRateHz'>,
  headers: Readonly<Record<string, string>>,
  context: WireContext,
): SpeechAsked {
  const text = common.text === '' ? DESIGNED_TEXT : common.text;
  const count = typeof body['preview_count'] === 'number' ? body['preview_count'] : 1;
  return {
    ...common,
    text,
    weight: count,
    billedCharacters: count * billedCharacters(text),
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: {
      type: 'whole',
      encode: (pcm) => designAnswer({ id: context.id, count, text, sampleRateHz: SAMPLE_RATE_HZ, pcm }),
    },
  };
}

/** Billed per character after Unicode normalisation (the form is not named); Chinese, Japanese and Korean count double. */
function billedCharacters(text: string): number {
  const normalised = text.normalize('NFC');
  const double = normalised.match(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu,
  );
  return countCharacters(normalised) + (double?.length ?? 0);
}
