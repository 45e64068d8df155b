import { countCharacters } from '../characters.ts';
import { findVoice, voicesOf } from '../voices/catalogue.ts';
import { jsonAnswer, parseObject, pathSegments, stringOr } from './json.ts';
import { bearerKey, checkKey } from './keys.ts';
import { smallestIssues, smallestRefusal, smallestUnauthorized } from './smallest-errors.ts';
import { readSpeechBody } from './smallest-speech.ts';
import { sseEnd, sseFrame } from './smallest-sse.ts';
import type { Answer, Reading, SimulatedRequest, Wire, WireContext } from './wire.ts';

/** PCM bytes in one event, as recorded live. */
const PIECE_BYTES = 1024;
const DEFAULT_RATE_HZ = 44_100;

/**
 * The text-to-speech part of Smallest AI's Waves API, as far as it is simulated: SSE synthesis and the
 * voices of a model. Wire facts: docs.smallest.ai (API reference, changelog, concurrency and limits).
 */
export const smallestWire: Wire = {
  id: 'smallest',
  refuse: smallestRefusal,
  read(request, context) {
    const path = (pathSegments(request.url) ?? []).join('/');
    if (request.method === 'POST' && path === 'waves/v1/tts/live') return readSpeech(request, context);
    return { type: 'answer', answer: readCatalogue(request, context, path) };
  },
};

function readSpeech(request: SimulatedRequest, context: WireContext): Reading {
  const body = parseObject(request.body) ?? {};
  const voice = stringOr(body['voice_id'], '');
  const text = stringOr(body['text'], '');

  const key = checkKey(bearerKey(request.header('authorization')), context);
  if (key === 'missing' || key === 'wrong') {
    return { type: 'refusal', refusal: smallestUnauthorized(), voice, text };
  }
  const issues = [...readSpeechBody(body)];
  if (issues.length === 0 && findVoice('smallest', voice) === null) {
    issues.push({ code: 'custom', path: ['voice_id'], message: 'Invalid Voice ID' });
  }
  if (issues.length > 0) return { type: 'refusal', refusal: smallestIssues(issues), voice, text };

  const rate = body['sample_rate'];
  return {
    type: 'speech',
    speech: {
      voice,
      text,
      weight: 1,
      billedCharacters: countCharacters(text),
      sampleRateHz: typeof rate === 'number' ? rate : DEFAULT_RATE_HZ,
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache',
        'x-session-id': context.id,
        'x-request-id': context.id,
        'x-external-session-id': stringOr(body['session_id'], ''),
        'x-external-request-id': stringOr(body['request_id'], ''),
      },
      pieceBytes: PIECE_BYTES,
      frame: sseFrame,
      end: sseEnd(),
    },
  };
}

function readCatalogue(request: SimulatedRequest, context: WireContext, path: string): Answer {
  const key = checkKey(bearerKey(request.header('authorization')), context);
  if (key === 'missing' || key === 'wrong') return smallestUnauthorized().answer;
  const model = /^waves\/v1\/([^/]+)\/get_voices$/.exec(path)?.[1];
  const voices = voicesOf('smallest').filter((voice) => voice.model === model);
  if (request.method !== 'GET' || voices.length === 0) {
    return jsonAnswer(404, { error: 'NotFound', message: `No route for ${request.method} /${path}` });
  }
  return jsonAnswer(200, {
    voices: voices.map((voice) => ({
      voiceId: voice.id,
      displayName: voice.name,
      tags: {
        language: ['english'],
        accent: voice.accent,
        gender: voice.gender,
        age: 'adult',
        emotions: ['neutral'],
        usecases: ['conversational'],
      },
    })),
  });
}
