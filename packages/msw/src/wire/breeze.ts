import { countCharacters } from '../characters.ts';
import { breezeAnswer, breezeError, breezeRefusal } from './breeze-errors.ts';
import { readSpeechBody } from './breeze-speech.ts';
import { breezeVoices, findBreezeVoice } from './breeze-voices.ts';
import { parseObject, pathSegments, stringOr } from './json.ts';
import { bearerKey, checkKey } from './keys.ts';
import type { Answer, Reading, SimulatedRequest, Wire, WireContext } from './wire.ts';

/** Breeze streams PCM at this rate only. */
const SAMPLE_RATE_HZ = 24_000;
/** Odd on purpose: HTTP may cut a body anywhere, inside a sample too. 85 ms of audio. */
const PIECE_BYTES = 4095;

/**
 * Breeze's public API, as far as it is simulated: streamed synthesis, voices, entitlements.
 * Wire facts: docs.breezeblue.ai (API reference, rate limits, errors, authentication).
 */
export const breezeWire: Wire = {
  id: 'breeze',
  refuse: breezeRefusal,
  read(request, context) {
    const segments = pathSegments(request.url) ?? [];
    const [version, resource, voice, action] = segments;
    const isSpeech = resource === 'text-to-speech' && action === 'stream' && segments.length === 4;
    if (version === 'v1' && isSpeech && request.method === 'POST') {
      return readSpeech(request, context, voice ?? '');
    }
    return { type: 'answer', answer: readCatalogue(request, context, segments) };
  },
};

function readSpeech(request: SimulatedRequest, context: WireContext, voice: string): Reading {
  const body = parseObject(request.body);
  const text = stringOr(body?.['text'], '');
  const refused = (status: number, code: string, detail: string): Reading => ({
    type: 'refusal',
    refusal: breezeError(status, code, detail),
    voice,
    text,
  });

  const key = checkKey(readKey(request), context);
  if (key === 'missing') return refused(401, 'AUTH_REQUIRED', 'Authentication is required.');
  if (key === 'wrong') return refused(401, 'AUTH_REQUIRED', 'The API key is not valid.');
  if (body === null) return refused(400, 'BAD_REQUEST', 'The request body is not a JSON object.');
  const problem = readSpeechBody(body) ?? formatProblem(request.url.searchParams.get('output_format'));
  if (problem !== null) return refused(problem.status, problem.code, problem.detail);
  if (findBreezeVoice(voice) === null) return refused(404, 'RESOURCE_NOT_FOUND', 'Voice not found.');

  return {
    type: 'speech',
    speech: {
      voice,
      text,
      weight: 1,
      billedCharacters: billedCharacters(text),
      sampleRateHz: SAMPLE_RATE_HZ,
      headers: {
        'content-type': 'audio/pcm',
        'history-item-id': `hist_${context.id.replaceAll('-', '')}`,
        ...keyHeader(key === 'right'),
      },
      pieceBytes: PIECE_BYTES,
      frame: (pcm) => pcm,
      end: null,
    },
  };
}

function readCatalogue(request: SimulatedRequest, context: WireContext, segments: readonly string[]): Answer {
  const key = checkKey(readKey(request), context);
  if (key === 'missing' || key === 'wrong') {
    return breezeError(401, 'AUTH_REQUIRED', 'Authentication is required.').answer;
  }
  const headers = keyHeader(key === 'right');
  if (request.method === 'GET' && segments[0] === 'v1') {
    const [, resource, id] = segments;
    if (resource === 'entitlements' && segments.length === 2) {
      return breezeAnswer(entitlements(context), headers);
    }
    if (resource === 'voices' && segments.length === 2) {
      return breezeAnswer(breezeVoices(request.url.searchParams), headers);
    }
    if (resource === 'voices' && segments.length === 3) {
      const voice = findBreezeVoice(id ?? '');
      if (voice !== null) return breezeAnswer(voice, headers);
      return breezeError(404, 'RESOURCE_NOT_FOUND', 'Voice not found.').answer;
    }
  }
  return breezeError(404, 'RESOURCE_NOT_FOUND', 'Not found.').answer;
}

function entitlements(context: WireContext): Record<string, string | number> {
  return {
    plan_code: context.plan.name ?? 'custom',
    max_concurrent_generations: context.plan.concurrent,
    max_queued_generations: context.plan.queued,
  };
}

/** `xi-api-key` wins where both are sent. */
function readKey(request: SimulatedRequest): string | null {
  return request.header('xi-api-key') ?? bearerKey(request.header('authorization'));
}

/** The public id of the key that was used, on every call made with one. */
function keyHeader(used: boolean): Record<string, string> {
  return used ? { 'x-breeze-api-key-id': 'key_simulated' } : {};
}

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

/**
 * Breeze's pages disagree on the default of a stream (mp3 or pcm), so a request that names no format is
 * refused here, where the mistake is cheap. This and the other formats are the simulator's own answers.
 */
function formatProblem(format: string | null): Problem | null {
  if (format === 'pcm') return null;
  if (format === null) {
    return {
      status: 501,
      code: 'SIMULATOR_UNSUPPORTED',
      detail: 'The simulator wants output_format=pcm: the documented defaults contradict each other.',
    };
  }
  if (format === 'mp3' || format === 'wav') {
    return {
      status: 501,
      code: 'SIMULATOR_UNSUPPORTED',
      detail: `The simulator cannot stream ${format}. Use output_format=pcm.`,
    };
  }
  return { status: 422, code: 'VALIDATION_ERROR', detail: 'output_format must be one of mp3, pcm, wav.' };
}

/** Billed per character after Unicode normalisation (the form is not named); Chinese, Japanese and Korean count double. */
function billedCharacters(text: string): number {
  const normalised = text.normalize('NFC');
  const double = normalised.match(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu,
  );
  return countCharacters(normalised) + (double?.length ?? 0);
}
