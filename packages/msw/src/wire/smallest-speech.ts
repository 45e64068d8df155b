import { countCharacters } from '../characters.ts';
import { type JsonObject } from './json.ts';
import type { Issue } from './smallest-errors.ts';

const MAX_TEXT = 8000;
const ID_PATTERN = /^[a-zA-Z0-9_\-.]{1,128}$/;

const LANGUAGES =
  'auto en hi mr kn ta bn gu te ml pa or de fr es it pl nl ru sv pt ar he el fi no zh id ja ko ms tr vi'.split(
    ' ',
  );
const MODELS = ['lightning_v3.1', 'lightning_v3.1_pro', 'lightning_v3.1_pro_07_26'];
const FORMATS = ['wav', 'ulaw', 'alaw', 'pcm', 'mp3'];
const SAMPLE_RATES = [8000, 16_000, 24_000, 44_100];

type Check = (value: unknown, field: string) => Issue | null;

/** The fields whose rules the generated contract states. It does not say that other keys are refused. */
const FIELDS: Readonly<Record<string, Check>> = {
  text: (value, field) => {
    if (typeof value !== 'string') return wrongType(value, field, 'string');
    if (value === '') return custom(field, 'String must contain at least 1 character(s)');
    if (countCharacters(value) <= MAX_TEXT) return null;
    return custom(field, `String must contain at most ${MAX_TEXT} character(s)`);
  },
  voice_id: (value, field) => (typeof value === 'string' ? null : wrongType(value, field, 'string')),
  model: oneOf(MODELS),
  language: oneOf(LANGUAGES),
  /** Checked, but without effect on this transport: events always carry PCM. */
  output_format: oneOf(FORMATS),
  sample_rate: (value, field) =>
    SAMPLE_RATES.some((rate) => rate === value)
      ? null
      : custom(field, `Sample rate must be one of ${SAMPLE_RATES.join(', ')}`),
  speed: (value, field) =>
    typeof value === 'number' && value >= 0.5 && value <= 2
      ? null
      : custom(field, 'Speed must be between 0.5 and 2'),
  number_pronunciation_language: oneOf(LANGUAGES),
  add_wav_header: boolean,
  math_notation: boolean,
  word_timestamps: boolean,
  save_history: boolean,
  enhancement: (value, field) =>
    value === null || value === 0 || value === 1 || value === 2 ? null : custom(field, 'Invalid'),
  similarity: (value, field) =>
    value === null || (typeof value === 'number' && value >= 0 && value <= 1)
      ? null
      : custom(field, 'Invalid'),
  /** No account has dictionaries here, so every id is unknown. */
  pronunciation_dicts: (value, field) =>
    Array.isArray(value) && value.length === 0 ? null : custom(field, 'Invalid input data'),
  session_id: identifier,
  request_id: identifier,
};

const REQUIRED = ['text', 'voice_id'];

/** What is wrong with a request body, in the shape of the provider's validation errors. */
export function readSpeechBody(body: JsonObject): readonly Issue[] {
  const issues: Issue[] = [];
  for (const [field, check] of Object.entries(FIELDS)) {
    const value = body[field];
    if (value === undefined && !REQUIRED.includes(field)) continue;
    const issue = check(value, field);
    if (issue !== null) issues.push(issue);
  }
  return issues;
}

function boolean(value: unknown, field: string): Issue | null {
  return typeof value === 'boolean' ? null : wrongType(value, field, 'boolean');
}

function identifier(value: unknown, field: string): Issue | null {
  return typeof value === 'string' && ID_PATTERN.test(value) ? null : custom(field, 'Invalid');
}

function oneOf(options: readonly string[]): Check {
  return (value, field) => {
    if (typeof value === 'string' && options.includes(value)) return null;
    const expected = options.map((option) => `'${option}'`).join(' | ');
    const received = typeof value === 'string' ? value : JSON.stringify(value);
    return {
      received,
      code: 'invalid_enum_value',
      options,
      path: [field],
      message: `Invalid enum value. Expected ${expected}, received '${received}'`,
    };
  };
}

function wrongType(value: unknown, field: string, expected: string): Issue {
  const received = value === null ? 'null' : typeof value;
  const message = value === undefined ? 'Required' : `Expected ${expected}, received ${received}`;
  return { code: 'invalid_type', expected, received, path: [field], message };
}

function custom(field: string, message: string): Issue {
  return { code: 'custom', path: [field], message };
}
