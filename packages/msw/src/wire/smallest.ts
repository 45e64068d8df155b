import { countCharacters } from '../characters.ts';
import { alawByte, companded, ulawByte } from '../voices/g711.ts';
import { waveFile } from '../voices/wav.ts';
import { findVoice } from '../voices/catalogue.ts';
import { jsonAnswer, parseObject, pathSegments, stringOr } from './json.ts';
import { bearerKey, checkKey } from './keys.ts';
import { readSmallestCatalogue } from './smallest-catalogue.ts';
import {
  findSmallestTrouble,
  SMALLEST_TROUBLES,
  smallestIssues,
  writeSmallestTrouble,
} from './smallest-errors.ts';
import { readSpeechBody } from './smallest-speech.ts';
import { SSE_ERROR, SSE_MALFORMED, sseEnd, sseFrame } from './smallest-sse.ts';
import type {
  Reading,
  Refusal,
  SimulatedRequest,
  SpeechAsked,
  StreamedBody,
  Wire,
  WireContext,
} from './wire.ts';

/** PCM bytes in one event, as recorded live. */
const PIECE_BYTES = 1024;
const DEFAULT_RATE_HZ = 44_100;

/** The formats of a whole clip that can be made honestly, without an encoder. */
const FORMATS: Readonly<Record<string, (pcm: Uint8Array, sampleRateHz: number) => Uint8Array>> = {
  pcm: (pcm) => pcm,
  wav: (pcm, sampleRateHz) => waveFile(sampleRateHz, pcm),
  ulaw: (pcm) => companded(pcm, ulawByte),
  alaw: (pcm) => companded(pcm, alawByte),
};

/**
 * The text-to-speech part of Smallest AI's Waves API, as far as it is simulated: whole clips, events, the voices of a
 * model, and what became of retired ones. Wire facts: docs.smallest.ai (API reference, changelog, concurrency and limits).
 */
export const smallestWire: Wire = {
  id: 'smallest',
  troubles: SMALLEST_TROUBLES,
  findTrouble: findSmallestTrouble,
  write: writeSmallestTrouble,
  malformed: SSE_MALFORMED,
  errorInStream: SSE_ERROR,
  isSpeech: (request) => routeOf(request) !== null,
  read(request, context) {
    const route = routeOf(request);
    if (route === null)
      return { type: 'answer', answer: readSmallestCatalogue(request, context, pathOf(request)) };
    return readSpeech(request, context, route === 'live');
  },
};

function routeOf(request: SimulatedRequest): 'whole' | 'live' | null {
  const path = pathOf(request);
  if (request.method !== 'POST') return null;
  return path === 'waves/v1/tts/live' ? 'live' : path === 'waves/v1/tts' ? 'whole' : null;
}

function pathOf(request: SimulatedRequest): string {
  return (pathSegments(request.url) ?? []).join('/');
}

function readSpeech(request: SimulatedRequest, context: WireContext, isLive: boolean): Reading {
  const body = parseObject(request.body) ?? {};
  const voice = stringOr(body['voice_id'], '');
  const text = stringOr(body['text'], '');
  const refused = (refusal: Refusal): Reading => ({ type: 'refusal', refusal, voice, text });

  const key = checkKey(bearerKey(request.header('authorization')), context);
  if (key === 'missing' || key === 'wrong') {
    return refused(writeSmallestTrouble(findSmallestTrouble(401, undefined), {}, context));
  }
  const issues = [...readSpeechBody(body)];
  if (issues.length === 0 && findVoice('smallest', voice) === null) {
    issues.push({ code: 'custom', path: ['voice_id'], message: 'Invalid Voice ID' });
  }
  if (issues.length > 0) return refused(smallestIssues(issues));

  const rate = body['sample_rate'];
  const sampleRateHz = typeof rate === 'number' ? rate : DEFAULT_RATE_HZ;
  const format = stringOr(body['output_format'], 'pcm');
  const encode = FORMATS[format];
  if (!isLive && encode === undefined) return refused(unsupported(format));
  const speech: SpeechAsked = {
    voice,
    text,
    weight: 1,
    billedCharacters: countCharacters(text),
    sampleRateHz,
    headers: {
      // Whatever the bytes of a whole clip are.
      'content-type': isLive ? 'text/event-stream' : 'audio/wav',
      'cache-control': 'no-cache',
      'x-session-id': context.id,
      'x-request-id': context.id,
      'x-external-session-id': stringOr(body['session_id'], ''),
      'x-external-request-id': stringOr(body['request_id'], ''),
    },
    // Events carry PCM, whatever format was asked for.
    body:
      isLive || encode === undefined
        ? events(context)
        : { type: 'whole', encode: (pcm) => encode(pcm, sampleRateHz) },
  };
  return { type: 'speech', speech };
}

function events({ framing }: WireContext): StreamedBody {
  return {
    type: 'streamed',
    pieceBytes: PIECE_BYTES,
    start: null,
    frame: (pcm, index) => sseFrame(framing, pcm, index),
    end: sseEnd(framing),
  };
}

/** The simulator's own. */
function unsupported(format: string): Refusal {
  const error_code = 'SIMULATOR_UNSUPPORTED';
  const message = `The simulator cannot make ${format}. Use ${Object.keys(FORMATS).join(', ')}.`;
  return { reason: error_code, answer: jsonAnswer(501, { status: 'error', error_code, message }) };
}
