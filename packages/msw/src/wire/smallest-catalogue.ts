import { voicesOf } from '../voices/catalogue.ts';
import { jsonAnswer } from './json.ts';
import { bearerKey, checkKey } from './keys.ts';
import { findSmallestTrouble, writeSmallestTrouble } from './smallest-errors.ts';
import type { Answer, SimulatedRequest, WireContext } from './wire.ts';

/** Gone since May 2026, with everything below them. */
const RETIRED = /^waves\/v1\/(lightning|lightning-v2|lightning-large)\//;

/** What costs nothing, and what is no more. */
export function readSmallestCatalogue(request: SimulatedRequest, context: WireContext, path: string): Answer {
  const failed = (status: number): Answer =>
    writeSmallestTrouble(findSmallestTrouble(status, undefined), {}, context).answer;
  const key = checkKey(bearerKey(request.header('authorization')), context);
  if (key === 'missing' || key === 'wrong') return failed(401);
  if (RETIRED.test(path)) return failed(410);
  return (request.method === 'GET' ? voicesAt(path) : null) ?? failed(404);
}

/** The voices of one model; a voice of another model is not among them. */
function voicesAt(path: string): Answer | null {
  const model = /^waves\/v1\/([^/]+)\/get_voices$/.exec(path)?.[1];
  const voices = voicesOf('smallest').filter((voice) => voice.model === model);
  if (voices.length === 0) return null;
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
