import { countCharacters } from '../characters.ts';
import { isObject, type JsonObject } from './json.ts';

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

/** Gives what is wrong with a value that is present, or `null`. */
type Check = (value: unknown) => string | null;

/** A text of 1,001 characters was refused live. */
const MAX_TEXT = 1000;

const modelId: Check = (value) =>
  value === null || isText(value, 1, 120)
    ? null
    : 'model_id must be null or a string of 1 to 120 characters.';
const languageCode: Check = (value) =>
  typeof value === 'string' && /^[A-Za-z]{2}$/.test(value) ? null : 'language_code must be two letters.';
const guidanceScale: Check = (value) =>
  isNumber(value, 1, 10) ? null : 'guidance_scale must be a number from 1 to 10.';

const SPEECH: Readonly<Record<string, Check>> = {
  text: (value) => {
    if (!isText(value, 1, Infinity)) return 'text must be a non-empty string.';
    return isText(value, 1, MAX_TEXT) ? null : `text must have at most ${MAX_TEXT} characters.`;
  },
  model_id: modelId,
  language_code: languageCode,
  instructions: (value) =>
    value === null || typeof value === 'string' ? null : 'instructions must be null or a string.',
  voice_settings: (value) => {
    if (!isObject(value)) return 'voice_settings must be an object.';
    const unknown = Object.keys(value).find((key) => key !== 'guidance_scale');
    if (unknown !== undefined) return `Unknown field voice_settings.${unknown}.`;
    const scale = value['guidance_scale'];
    const problem = scale === undefined ? null : guidanceScale(scale);
    return problem === null ? null : `voice_settings.${problem}`;
  },
};

const DESIGN: Readonly<Record<string, Check>> = {
  voice_description: (value) =>
    isText(value, 3, 500) ? null : 'voice_description must be a string of 3 to 500 characters.',
  text: (value) =>
    value === null || isText(value, 3, 500) ? null : 'text must be null or a string of 3 to 500 characters.',
  model_id: modelId,
  language_code: languageCode,
  guidance_scale: guidanceScale,
  preview_count: (value) =>
    Number.isInteger(value) && isNumber(value, 1, 3) ? null : 'preview_count must be 1, 2 or 3.',
};

/** Checks a body against the published schema, which is closed: an unknown key is an error. */
export function readSpeechBody(body: JsonObject): Problem | null {
  return check(body, SPEECH, 'text');
}

export function readDesignBody(body: JsonObject): Problem | null {
  return check(body, DESIGN, 'voice_description');
}

function check(body: JsonObject, fields: Readonly<Record<string, Check>>, required: string): Problem | null {
  for (const [key, value] of Object.entries(body)) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    const detail = field === undefined ? `Unknown field ${key}.` : field(value);
    if (detail !== null) return invalid(detail);
  }
  return Object.hasOwn(body, required) ? null : invalid(`${required} is required.`);
}

function invalid(detail: string): Problem {
  return { status: 422, code: 'VALIDATION_ERROR', detail };
}

function isText(value: unknown, min: number, max: number): boolean {
  if (typeof value !== 'string') return false;
  const characters = countCharacters(value);
  return characters >= min && characters <= max;
}

function isNumber(value: unknown, min: number, max: number): boolean {
  return typeof value === 'number' && value >= min && value <= max;
}
