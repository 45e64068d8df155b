import { jsonAnswer } from './json.ts';
import type { Refusal, ServiceRefusal, WireContext } from './wire.ts';

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

/** 401 as the API reference shows it. */
export function smallestUnauthorized(): Refusal {
  const message = 'Invalid or missing API key';
  return { reason: 'Unauthorized', answer: jsonAnswer(401, { error: 'Unauthorized', message }) };
}

type Rejection = readonly [status: number, code: string, message: string];

/**
 * The codes are the ones that other parts of the platform's schema name; no page shows those of speech.
 */
const REJECTIONS: Readonly<Record<ServiceRefusal, Rejection>> = {
  busy: [429, 'rate_limit_exceeded', 'Concurrency limit reached for this account.'],
  overloaded: [503, 'service_unavailable', 'The service is temporarily unavailable.'],
  failed: [500, 'internal_server_error', 'The synthesis failed.'],
};

/** The shape of the generated contract: `{ status, error_code?, message, request_id? }`. */
export function smallestRefusal(kind: ServiceRefusal, context: WireContext): Refusal {
  const [status, error_code, message] = REJECTIONS[kind];
  return {
    reason: error_code,
    answer: jsonAnswer(status, { status: 'error', error_code, message, request_id: context.id }),
  };
}
