import { countCharacters } from '../characters.ts';
import { isObject, type JsonObject } from './json.ts';

interface Problem {
  readonly status: 422;
  readonly code: 'VALIDATION_ERROR';
  readonly detail: string;
}

/** A text of 1,001 characters was refused live. */
const MAX_TEXT = 1000;

/** Each gives what is wrong with a value that is present, or `null`. */
const FIELDS: Readonly<Record<string, (value: unknown) => string | null>> = {
  text: (value) => {
    if (typeof value !== 'string' || value === '') return 'text must be a non-empty string.';
    return countCharacters(value) > MAX_TEXT ? `text must have at most ${MAX_TEXT} characters.` : null;
  },
  model_id: (value) => {
    if (value === null || (typeof value === 'string' && value.length >= 1 && value.length <= 120))
      return null;
    return 'model_id must be null or a string of 1 to 120 characters.';
  },
  language_code: (value) =>
    typeof value === 'string' && /^[A-Za-z]{2}$/.test(value) ? null : 'language_code must be two letters.',
  instructions: (value) =>
    value === null || typeof value === 'string' ? null : 'instructions must be null or a string.',
  voice_settings: (value) => {
    if (!isObject(value)) return 'voice_settings must be an object.';
    const unknown = Object.keys(value).find((key) => key !== 'guidance_scale');
    if (unknown !== undefined) return `Unknown field voice_settings.${unknown}.`;
    const scale = value['guidance_scale'];
    if (scale === undefined || (typeof scale === 'number' && scale >= 1 && scale <= 10)) return null;
    return 'voice_settings.guidance_scale must be a number from 1 to 10.';
  },
};

/** Checks the body against the published schema, which is closed: an unknown key is an error. */
export function readSpeechBody(body: JsonObject): Problem | null {
  for (const [key, value] of Object.entries(body)) {
    const check = Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined;
    const detail = check === undefined ? `Unknown field ${key}.` : check(value);
    if (detail !== null) return problem(detail);
  }
  return Object.hasOwn(body, 'text') ? null : problem('text is required.');
}

function problem(detail: string): Problem {
  return { status: 422, code: 'VALIDATION_ERROR', detail };
}
