import type { ErrorBody, FailureRow } from '../shared/classify.ts';
import { ADDRESS_ROWS } from '../shared/classify.ts';
import { asObject, asText, parseJson } from '../shared/json.ts';
import { plainText } from '../shared/plain-text.ts';

const CHOOSE_VOICE = 'Choose a voice of the account: GET /v1/voices lists them with their ids.';
const OTHER_USERS =
  'Other tabs, devices, keys or Breeze Studio of the same account take part in the limit. Try again later or raise the plan.';

/**
 * By code first: a 429 with a code other than GENERATION_CONCURRENCY_EXCEEDED is not our limit.
 * Codes and statuses from docs.breezeblue.ai/reference/errors and /reference/rate-limits; those of the official
 * client (@breeze.blue/sdk) that the pages do not show are read the careful way.
 */
export const BREEZE_FAILURES: readonly FailureRow[] = [
  {
    code: 'generation_concurrency_exceeded',
    kind: 'busy',
    because: "the account's concurrency limit is reached",
    advice: OTHER_USERS,
  },
  { code: 'generation_capacity_exceeded', kind: 'overloaded', because: 'Breeze is short of capacity' },
  { code: 'rate_limited', kind: 'rate-window', because: 'too many requests were sent in a period of time' },
  { code: 'generation_not_ready', kind: 'not-ready', because: 'the audio is not ready yet' },

  {
    code: 'auth_required',
    kind: 'unauthorized',
    because: 'the API key is missing, wrong, disabled or deleted',
  },
  { code: 'auth_invalid_session', kind: 'unauthorized', because: 'the session is not valid' },
  { code: 'auth_session_expired', kind: 'unauthorized', because: 'the session has expired' },
  { code: 'auth_user_unavailable', kind: 'unauthorized', because: 'the user of the key is not available' },
  { code: 'auth_config_missing', kind: 'unauthorized', because: 'the service cannot check the key' },
  { code: 'billing_insufficient_credits', kind: 'out-of-credit', because: 'the account has too few credits' },

  { code: 'resource_not_found', kind: 'invalid', because: 'there is no such voice', advice: CHOOSE_VOICE },
  {
    code: 'forbidden',
    kind: 'invalid',
    because: 'the key has no access to this voice',
    advice: CHOOSE_VOICE,
  },
  { code: 'auth_admin_access_denied', kind: 'invalid', because: 'the key may not do this' },
  { code: 'auth_admin_role_required', kind: 'invalid', because: 'the key may not do this' },
  { code: 'bad_request', kind: 'invalid', because: 'the request was not understood' },
  {
    code: 'validation_error',
    kind: 'invalid',
    because: 'the service does not accept a value of the request',
    advice: 'Check text (at most 1,000 characters), model, language and instructions.',
  },
  { code: 'conflict', kind: 'invalid', because: 'the request conflicts with another' },
  { code: 'llm_config_not_found', kind: 'invalid', because: 'the service is not set up for this request' },

  { code: 'internal_error', kind: 'transient', because: 'the service failed' },
  { code: 'generation_failed', kind: 'transient', because: 'the synthesis failed' },
  { code: 'generation_invalid_response', kind: 'transient', because: 'the synthesis gave no usable audio' },
  { code: 'upstream_generation_error', kind: 'transient', because: 'the synthesis failed' },
  { code: 'upstream_generation_service_error', kind: 'transient', because: 'the synthesis failed' },
  { code: 'upstream_analytics_error', kind: 'transient', because: 'a part of the service failed' },
  { code: 'upstream_billing_error', kind: 'transient', because: 'a part of the service failed' },
  { code: 'upstream_asset_storage_error', kind: 'transient', because: 'a part of the service failed' },

  { code: 'upstream_timeout', kind: 'ambiguous', because: 'the synthesis took too long' },
  { code: 'generation_timeout', kind: 'ambiguous', because: 'the synthesis took too long' },
  { code: 'dispatch_timeout', kind: 'ambiguous', because: 'the synthesis was not begun in time' },
  { code: 'generation_interrupted', kind: 'ambiguous', because: 'the synthesis was interrupted' },

  // Without a known code: a code that is newer than this table, or a server between us and Breeze.
  { status: 400, kind: 'invalid', because: 'the request was not understood' },
  { status: 401, kind: 'unauthorized', because: 'the request carries no valid key' },
  { status: 402, kind: 'out-of-credit', because: 'the account has too few credits' },
  { status: 403, kind: 'invalid', because: 'access was refused' },
  ...ADDRESS_ROWS,
  { status: 408, kind: 'transient', because: 'the request did not arrive in time' },
  { status: 409, kind: 'invalid', because: 'the request conflicts with another' },
  { status: 410, kind: 'invalid', because: 'this is no longer offered' },
  { status: 413, kind: 'invalid', because: 'the request is too long' },
  { status: 422, kind: 'invalid', because: 'the service does not accept a value of the request' },
  { status: 425, kind: 'not-ready', because: 'the audio is not ready yet' },
  { status: 429, kind: 'rate-window', because: 'too many requests were sent' },
  { status: 500, kind: 'transient', because: 'the service failed' },
  { status: 502, kind: 'transient', because: 'the service, or a server before it, failed' },
  { status: 503, kind: 'overloaded', because: 'the service is not available now' },
  { status: 504, kind: 'ambiguous', because: 'the answer took too long' },
];

/**
 * `{ ok: false, code, detail, error, meta? }`, where `error` mirrors `detail` and may be missing
 * (docs.breezeblue.ai/reference/errors).
 */
export function decodeBreezeError(body: string): ErrorBody {
  const envelope = asObject(parseJson(body));
  return {
    code: asText(envelope?.['code']),
    message: asText(envelope?.['detail']) ?? asText(envelope?.['error']) ?? plainText(body),
    field: null,
    retryAfterMs: null,
  };
}
