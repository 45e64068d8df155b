import type { ErrorBody, FailureRow } from '../shared/classify.ts';
import { ADDRESS_ROWS } from '../shared/classify.ts';
import { asObject, asText, firstOf, parseJson, type JsonObject } from '../shared/json.ts';
import { plainText } from '../shared/plain-text.ts';
import { retryAfterSeconds } from '../shared/retry-after.ts';

const CHOOSE_VOICE =
  'Choose a voice of the model: GET /waves/v1/lightning-v3.1/get_voices lists them (lightning-v3.1-pro for the Pro model).';
const OTHER_USERS =
  'Everything on the account takes part in the limit: other devices, keys and voice agents. Try again later, or ask Smallest AI to raise it.';
const USE_CURRENT_MODEL = 'Use the model "lightning_v3.1".';
const CONCURRENCY = /rate.?limit|concurren|too many|capacity|server_full|429/i;

/**
 * Statuses from the published contract and the error page of docs.smallest.ai; codes are few and not published
 * for speech, so the status decides except where a row below knows better.
 */
export const SMALLEST_FAILURES: readonly FailureRow[] = [
  { code: 'model_deprecated', kind: 'invalid', because: 'the model is retired', advice: USE_CURRENT_MODEL },
  {
    code: 'rate_limit_exceeded',
    kind: 'busy',
    because: "the account's limit is reached",
    advice: OTHER_USERS,
  },
  { code: 'upstream_overloaded', kind: 'overloaded', because: 'Smallest AI is short of capacity' },
  { code: 'service_unavailable', kind: 'overloaded', because: 'the service is not available now' },

  { field: 'voice_id', kind: 'invalid', because: 'there is no such voice', advice: CHOOSE_VOICE },
  { says: /invalid voice/i, kind: 'invalid', because: 'there is no such voice', advice: CHOOSE_VOICE },
  { says: /upgrade/i, status: 400, kind: 'invalid', because: "the account's plan does not include this" },

  { status: 400, kind: 'invalid', because: 'the service does not accept a value of the request' },
  { status: 401, kind: 'unauthorized', because: 'the API key is missing, wrong or replaced by a newer one' },
  { status: 402, kind: 'out-of-credit', because: 'the account has too little credit' },
  {
    status: 403,
    kind: 'invalid',
    because: 'the key has no access to this',
    advice: 'Use a key of the workspace and product (Waves) that the voice belongs to.',
  },
  ...ADDRESS_ROWS,
  { status: 408, kind: 'transient', because: 'the request did not arrive in time' },
  { status: 409, kind: 'invalid', because: 'the request conflicts with another' },
  { status: 410, kind: 'invalid', because: 'the model is retired', advice: USE_CURRENT_MODEL },
  { status: 413, kind: 'invalid', because: 'the request is too long' },
  { status: 422, kind: 'invalid', because: 'the service does not accept a value of the request' },
  { status: 425, kind: 'not-ready', because: 'the audio is not ready yet' },
  // No other rate than concurrency is documented for speech, whatever the body says.
  { status: 429, kind: 'busy', because: "the account's concurrency limit is reached", advice: OTHER_USERS },
  { status: 500, kind: 'transient', because: 'the service failed' },
  { status: 502, kind: 'transient', because: 'the service, or a server before it, failed' },
  { status: 503, kind: 'overloaded', because: 'the service is not available now' },
  { status: 504, kind: 'ambiguous', because: 'the answer took too long' },

  // Errors inside an answer carry no status.
  { says: CONCURRENCY, kind: 'busy', because: "the account's limit is reached", advice: OTHER_USERS },
];

/**
 * Every shape that the service or its sister products are known to send: `{ status, error_code?, message }`,
 * `{ error: [{ code, path, message }] }`, `{ error, message }`, `{ status: false, errors: [...] }`,
 * `{ error, details: [...] }`, `{ message }`, `{ error }`, `{ error: { message, code } }`, and the 429s with
 * `retry_after` or `rateLimit.retryAfterSec`.
 */
export function decodeSmallestError(body: string): ErrorBody {
  const outer = asObject(parseJson(body));
  if (outer === null) return { code: null, message: plainText(body), field: null, retryAfterMs: null };
  const error = outer['error'];
  const issue = asObject(firstOf(error)) ?? asObject(firstOf(outer['details'])) ?? asObject(error);
  return {
    code: codeOf(outer, issue),
    message:
      asText(outer['message']) ??
      asText(error) ??
      asText(issue?.['message']) ??
      asText(firstOf(outer['errors'])) ??
      asText(asObject(firstOf(outer['errors']))?.['message']),
    field: asText(firstOf(issue?.['path'])),
    retryAfterMs:
      retryAfterSeconds(outer['retry_after']) ??
      retryAfterSeconds(asObject(outer['rateLimit'])?.['retryAfterSec']) ??
      null,
  };
}

function codeOf(outer: JsonObject, issue: JsonObject | null): string | null {
  // With a message beside it, `error` is a word such as "InvalidRequest"; alone, it is the message.
  const word = asText(outer['message']) === null ? null : asText(outer['error']);
  return asText(outer['error_code']) ?? asText(outer['code']) ?? asText(issue?.['code']) ?? word;
}
