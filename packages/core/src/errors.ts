/**
 * Every error Cuelight throws or reports is a `CuelightError` with a `code` from this closed table.
 * A message always says what failed, why, and what to do; the last part comes from the table unless
 * the place that raises the error knows better.
 */

/** How a provider can refuse or fail a request. Each kind has one retry rule (`scheduler/retry.ts`). */
export type RefusalKind =
  | 'busy'
  | 'overloaded'
  | 'rate-window'
  | 'not-ready'
  | 'unauthorized'
  | 'out-of-credit'
  | 'invalid'
  | 'transient'
  | 'ambiguous';

export type ErrorCode =
  | RefusalKind
  | 'offline'
  | 'timeout'
  | 'truncated'
  | 'invalid-option'
  | 'weight-over-limit'
  | 'queue-full'
  | 'no-audio'
  | 'closed'
  | 'cancelled';

interface ErrorRule {
  /** Whether the same request may succeed later without any change. */
  readonly retryable: boolean;
  /** What to do about it, where the error does not say so itself. */
  readonly advice: string;
}

const RULES: Readonly<Record<ErrorCode, ErrorRule>> = {
  busy: {
    retryable: true,
    advice: "The account's concurrency limit was reached by other work. Try again later or raise the plan.",
  },
  overloaded: { retryable: true, advice: 'The provider is short of capacity. Try again in a few seconds.' },
  'rate-window': { retryable: true, advice: 'Too many requests in a period of time. Try again later.' },
  'not-ready': { retryable: true, advice: 'Ask again a little later.' },
  unauthorized: {
    retryable: false,
    advice: 'Check the API key on the server that adds it, then call retryNow().',
  },
  'out-of-credit': { retryable: false, advice: 'Top up the account, then call retryNow().' },
  invalid: { retryable: false, advice: 'Change the request: the same one will be refused again.' },
  transient: { retryable: true, advice: 'This is a fault of the provider. Try again.' },
  ambiguous: {
    retryable: true,
    advice: 'The request may have run and been billed. Try again only if paying twice is acceptable.',
  },
  offline: { retryable: true, advice: 'Check the network connection and that the server is running.' },
  timeout: {
    retryable: true,
    advice: 'The request may have run and been billed. Try again only if paying twice is acceptable.',
  },
  truncated: {
    retryable: true,
    advice: 'The request may have been billed. Try again only if paying twice is acceptable.',
  },
  'invalid-option': { retryable: false, advice: 'Correct the option.' },
  'weight-over-limit': { retryable: false, advice: 'Lower the weight or raise the limit.' },
  'queue-full': { retryable: true, advice: 'Wait until the queue is shorter or raise maxQueued.' },
  'no-audio': { retryable: false, advice: 'Use a browser with Web Audio, on https or localhost.' },
  closed: { retryable: false, advice: 'Create a new one.' },
  cancelled: { retryable: false, advice: 'Nothing to do: this was asked for.' },
};

/** What to do about errors of that code, where nobody knows better. */
export function adviceOn(code: ErrorCode): string {
  return RULES[code].advice;
}

/** The numbers and names that explain an error. Only those that apply are present. */
export interface ErrorDetails {
  /** HTTP status of the provider's answer. */
  readonly status?: number;
  /** The provider's own code, as it was sent. */
  readonly providerCode?: string;
  /** How long the provider asked to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** How many times the request was sent. */
  readonly attempts?: number;
  readonly limit?: number;
  /** The provider's page about that limit. */
  readonly link?: string;
  readonly weight?: number;
  readonly queued?: number;
  /** Name of the option that was wrong. */
  readonly option?: string;
}

export interface ErrorParts {
  /** What was attempted, to follow "Failed to": `speak with voice "nova"`. */
  readonly doing: string;
  /** What was wrong, with the offending value; no full stop at the end. */
  readonly because: string;
  /** What to do; replaces the advice of the code. */
  readonly advice?: string;
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
}

/** On every error, so that one made by another copy of the library is recognised too. */
const MARK = 'cuelight.error';

/**
 * The one error class. `message` reads `Failed to <doing>: <because>. <advice>`.
 * `code` is closed, `retryable` tells whether the same request may succeed later,
 * `details` carries the numbers.
 */
export class CuelightError extends Error {
  override readonly name = 'CuelightError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly details: ErrorDetails;
  constructor(code: ErrorCode, parts: ErrorParts) {
    const rule = RULES[code];
    super(
      `Failed to ${parts.doing}: ${parts.because}. ${parts.advice ?? rule.advice}`,
      parts.cause === undefined ? undefined : { cause: parts.cause },
    );
    this.code = code;
    this.retryable = rule.retryable;
    this.details = parts.details ?? {};
    Object.defineProperty(this, Symbol.for(MARK), { value: true });
  }

  /** True for any Cuelight error, also one made by another copy of the library. */
  static is(value: unknown): value is CuelightError {
    return typeof value === 'object' && value !== null && Symbol.for(MARK) in value;
  }
}
