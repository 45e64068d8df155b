import { jsonAnswer, pageAnswer } from './json.ts';
import { isSmallestShape, type RefusalForm, retryAfterHeaders, type SmallestShape } from './refusal-form.ts';
import type { Refusal, ServiceRefusal, Trouble, WireContext } from './wire.ts';

/** One entry of the list that a wrong field is answered with; more fields where a live answer had them. */
export interface Issue {
  readonly code: string;
  readonly path: readonly string[];
  readonly message: string;
  readonly received?: string;
  readonly expected?: string;
  readonly options?: readonly string[];
}

/** 400 with a list of issues, as recorded live. */
export function smallestIssues(issues: readonly Issue[]): Refusal {
  return {
    reason: issues.map((issue) => issue.message).join('; '),
    answer: jsonAnswer(400, { error: issues }),
  };
}

interface Entry {
  /** In the generated contract's `error_code`; `null`: no page names one. */
  readonly code: string | null;
  /** Where the error is two strings. */
  readonly name: string;
  readonly message: string;
  /** @default 'contract' */
  readonly shape?: SmallestShape;
}

/**
 * Statuses that pages of docs.smallest.ai or the official clients name. The codes are the ones that other parts of the
 * platform's schema name; no page shows those of speech.
 */
const ERRORS: Readonly<Record<number, Entry>> = {
  400: { code: null, name: 'InvalidRequest', message: 'Invalid input data', shape: 'issues' },
  401: { code: null, name: 'Unauthorized', message: 'Invalid or missing API key', shape: 'strings' },
  402: { code: null, name: 'PaymentRequired', message: 'Insufficient credits.' },
  403: { code: null, name: 'Forbidden', message: 'This key has no access to this workspace.' },
  404: { code: null, name: 'NotFound', message: 'No such route.', shape: 'strings' },
  408: { code: null, name: 'RequestTimeout', message: 'The request took too long.' },
  409: { code: null, name: 'Conflict', message: 'The request is in conflict with another.' },
  410: {
    code: 'MODEL_DEPRECATED',
    name: 'Gone',
    message: 'This model has been retired.',
    shape: 'deprecated',
  },
  429: {
    code: 'rate_limit_exceeded',
    name: 'TooManyRequests',
    message: 'Concurrency limit reached for this account.',
  },
  500: { code: 'internal_server_error', name: 'InternalServerError', message: 'The synthesis failed.' },
  502: { code: 'upstream_overloaded', name: 'BadGateway', message: 'The upstream service failed.' },
  503: {
    code: 'service_unavailable',
    name: 'ServiceUnavailable',
    message: 'The service is temporarily unavailable.',
  },
  504: { code: null, name: 'GatewayTimeout', message: 'The upstream service did not answer in time.' },
};

export const SMALLEST_TROUBLES: Readonly<Record<ServiceRefusal, Trouble>> = {
  busy: byStatus(429),
  'rate-limited': { ...byStatus(429), message: 'Too many requests.' },
  'out-of-credit': byStatus(402),
  'queue-expired': byStatus(503),
  overloaded: byStatus(503),
  failed: byStatus(500),
};

/** Any code, as Smallest publishes none; alone it is a 400. */
export function findSmallestTrouble(status: number | undefined, code: string | undefined): Trouble {
  const found = byStatus(status ?? 400);
  return code === undefined ? found : { ...found, code };
}

export function writeSmallestTrouble(trouble: Trouble, form: RefusalForm, context: WireContext): Refusal {
  const { status, code, message } = trouble;
  const entry = ERRORS[status];
  const asked = form.shape !== undefined && isSmallestShape(form.shape) ? form.shape : undefined;
  const shape = asked ?? entry?.shape ?? 'contract';
  const headers = retryAfterHeaders(form, context.nowMs);
  const reason = code ?? entry?.name ?? message;
  if (shape === 'text' || shape === 'html' || shape === 'empty') {
    return { reason, answer: pageAnswer(status, shape, message, headers) };
  }
  return { reason, answer: jsonAnswer(status, bodyOf(shape, trouble, form, context.id), headers) };
}

function bodyOf(
  shape: Exclude<SmallestShape, 'text' | 'html' | 'empty'>,
  { status, code, message }: Trouble,
  { retryAfterS = 60 }: RefusalForm,
  request_id: string,
): unknown {
  const contract = { status: 'error', ...(code === null ? {} : { error_code: code }), message, request_id };
  const loudCode = (code ?? 'error').toUpperCase();
  switch (shape) {
    case 'contract':
      return contract;
    case 'issues':
      return { error: [{ code: 'custom', path: [], message }] };
    case 'strings':
      return { error: ERRORS[status]?.name ?? 'Error', message };
    case 'plan':
      return { status: false, errors: [`${message} Please upgrade your plan.`] };
    case 'details':
      return { error: message, details: [{ code: 'custom', path: [], message }] };
    case 'deprecated':
      return { ...contract, recommended_endpoint: '/waves/v1/tts' };
    case 'message':
      return { message };
    case 'error':
      return { error: message };
    case 'stt':
      return { error: message, request_id };
    case 'atoms':
      return { status: false, error: message, code: loudCode, retry_after: retryAfterS };
    case 'atoms-limit':
      return { message, rateLimit: { routeClass: 'default', limit: 1, retryAfterSec: retryAfterS } };
    case 'on-prem':
      return { error: message, code: loudCode, retry_after: retryAfterS };
    default:
      return shape satisfies never;
  }
}

function byStatus(status: number): Trouble {
  const entry = ERRORS[status];
  return { status, code: entry?.code ?? null, message: entry?.message ?? 'The request failed.' };
}
