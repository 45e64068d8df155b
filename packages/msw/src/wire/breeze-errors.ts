import { jsonAnswer, pageAnswer } from './json.ts';
import { isBreezeShape, type RefusalForm, retryAfterHeaders } from './refusal-form.ts';
import type { Answer, Refusal, ServiceRefusal, Trouble, WireContext } from './wire.ts';

export function breezeAnswer(body: unknown, headers: Readonly<Record<string, string>>): Answer {
  return jsonAnswer(200, body, headers);
}

/** The envelope of every Breeze error; `error` mirrors `detail` (docs.breezeblue.ai/reference/errors). */
export function breezeError(status: number, code: string, detail: string): Refusal {
  return { reason: code, answer: jsonAnswer(status, { ok: false, code, detail, error: detail }) };
}

/**
 * Codes and statuses of docs.breezeblue.ai/reference/errors. From `GENERATION_CAPACITY_EXCEEDED` on, of other pages, of
 * the official client, or seen live; the statuses of the last nine are likely rather than known. First the one that a
 * bare status means.
 */
const ERRORS: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  BAD_REQUEST: [400, 'The request is not valid.'],
  AUTH_REQUIRED: [401, 'Authentication is required.'],
  AUTH_INVALID_SESSION: [401, 'The session is not valid.'],
  AUTH_SESSION_EXPIRED: [401, 'The session has expired.'],
  AUTH_USER_UNAVAILABLE: [401, 'The user is not available.'],
  BILLING_INSUFFICIENT_CREDITS: [402, 'Not enough credits.'],
  FORBIDDEN: [403, 'No access to this resource.'],
  AUTH_ADMIN_ACCESS_DENIED: [403, 'Access denied.'],
  AUTH_ADMIN_ROLE_REQUIRED: [403, 'An administrator is required.'],
  RESOURCE_NOT_FOUND: [404, 'Not found.'],
  CONFLICT: [409, 'The resource is in conflict with the request.'],
  STUDIO_AUDIO_EXPORT_BLOCKED: [409, 'The export is blocked.'],
  VALIDATION_ERROR: [422, 'The request is not valid.'],
  STUDIO_AUDIO_EXPORT_INCOMPATIBLE_AUDIO: [422, 'The audio is not compatible.'],
  STUDIO_AUDIO_EXPORT_NO_AUDIO: [422, 'There is no audio.'],
  STUDIO_AUDIO_EXPORT_UNSUPPORTED_SOURCE: [422, 'The source is not supported.'],
  GENERATION_NOT_READY: [425, 'The generation is not ready yet.'],
  GENERATION_CONCURRENCY_EXCEEDED: [
    429,
    "Your plan's concurrent generation limit was reached. Please retry shortly.",
  ],
  RATE_LIMITED: [429, 'Too many requests.'],
  INTERNAL_ERROR: [500, 'Internal error.'],
  STUDIO_AUDIO_EXPORT_FAILED: [500, 'The export failed.'],
  GENERATION_FAILED: [502, 'The generation failed.'],
  GENERATION_INVALID_RESPONSE: [502, 'The generation gave no valid response.'],
  UPSTREAM_ANALYTICS_ERROR: [502, 'An upstream service failed.'],
  UPSTREAM_BILLING_ERROR: [502, 'An upstream service failed.'],
  UPSTREAM_GENERATION_ERROR: [502, 'An upstream service failed.'],
  GENERATION_CAPACITY_EXCEEDED: [503, 'Generation capacity is currently exhausted.'],
  SERVICE_UNAVAILABLE: [503, 'The service is not available.'],
  UPSTREAM_TIMEOUT: [504, 'An upstream service did not answer in time.'],
  VOICE_CLONE_FAILED: [502, 'The voice could not be cloned.'],
  VOICE_DESIGN_FAILED: [502, 'The voice could not be designed.'],
  GENERATION_TIMEOUT: [504, 'The generation took too long.'],
  DISPATCH_TIMEOUT: [503, 'The generation was not started in time.'],
  GENERATION_INTERRUPTED: [500, 'The generation was interrupted.'],
  UPSTREAM_ASSET_STORAGE_ERROR: [500, 'An upstream service failed.'],
  UPSTREAM_GENERATION_SERVICE_ERROR: [500, 'An upstream service failed.'],
  LLM_CONFIG_NOT_FOUND: [503, 'The service is not configured.'],
  AUTH_CONFIG_MISSING: [500, 'The service is not configured.'],
};

export const BREEZE_TROUBLES: Readonly<Record<ServiceRefusal, Trouble>> = {
  busy: named('GENERATION_CONCURRENCY_EXCEEDED'),
  'rate-limited': named('RATE_LIMITED'),
  'out-of-credit': named('BILLING_INSUFFICIENT_CREDITS'),
  'queue-expired': named('DISPATCH_TIMEOUT'),
  overloaded: named('GENERATION_CAPACITY_EXCEEDED'),
  failed: named('GENERATION_FAILED'),
};

/** `null` for a code it does not know, without a status. */
export function findBreezeTrouble(status: number | undefined, code: string | undefined): Trouble | null {
  const known = code ?? Object.keys(ERRORS).find((candidate) => ERRORS[candidate]?.[0] === status);
  const entry = known === undefined || !Object.hasOwn(ERRORS, known) ? undefined : ERRORS[known];
  if (entry === undefined && status === undefined) return null;
  return {
    status: status ?? entry?.[0] ?? 500,
    // The official client's name for what it does not know.
    code: known ?? 'API_ERROR',
    message: entry?.[1] ?? 'The request failed.',
  };
}

export function writeBreezeTrouble(trouble: Trouble, form: RefusalForm, context: WireContext): Refusal {
  const { status, code, message } = trouble;
  const shape = form.shape !== undefined && isBreezeShape(form.shape) ? form.shape : 'envelope';
  const headers = retryAfterHeaders(form, context.nowMs);
  const envelope = { ok: false, code, detail: message };
  const reason = code ?? message;
  switch (shape) {
    case 'envelope':
      return { reason, answer: jsonAnswer(status, { ...envelope, error: message }, headers) };
    case 'without-error':
      return { reason, answer: jsonAnswer(status, envelope, headers) };
    case 'with-meta': {
      const meta = { field: null };
      return { reason, answer: jsonAnswer(status, { ...envelope, error: message, meta }, headers) };
    }
    case 'text':
    case 'html':
    case 'empty':
      return { reason, answer: pageAnswer(status, shape, message, headers) };
    default:
      return shape satisfies never;
  }
}

function named(code: string): Trouble {
  const [status, message] = ERRORS[code] ?? [500, ''];
  return { status, code, message };
}
