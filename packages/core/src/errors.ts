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
  | 'text-failed'
  | 'not-cached'
  | 'closed'
  | 'cancelled';

const PERHAPS_PAID =
  'The request may have run and been billed. Try again only if paying twice is acceptable.';

/** What to do about it, where the error does not say so itself. */
const ADVICE: Readonly<Record<ErrorCode, string>> = {
  busy: "The account's concurrency limit was reached by other work. Try again later or raise the plan.",
  overloaded: 'The provider is short of capacity. Try again in a few seconds.',
  'rate-window': 'Too many requests in a period of time. Try again later.',
  'not-ready': 'Ask again a little later.',
  unauthorized: 'Check the API key on the server that adds it, then call retryNow().',
  'out-of-credit': 'Top up the account, then call retryNow().',
  invalid: 'Change the request: the same one will be refused again.',
  transient: 'This is a fault of the provider. Try again.',
  ambiguous: PERHAPS_PAID,
  offline: 'Check the network connection and that the server is running.',
  timeout: PERHAPS_PAID,
  truncated: PERHAPS_PAID,
  'invalid-option': 'Correct the option.',
  'weight-over-limit': 'Lower the weight or raise the limit.',
  'queue-full': 'Wait until the queue is shorter or raise maxQueued.',
  'no-audio': 'Use a browser with Web Audio, on https or localhost.',
  'text-failed': 'See the cause: it came from the live text that was given to say().',
  'not-cached': "Prepare the text first, or say it with cache: 'default'.",
  closed: 'Create a new one.',
  cancelled: 'Nothing to do: this was asked for.',
};

/** The same request will not succeed later, unless something is changed. */
const FINAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'unauthorized',
  'out-of-credit',
  'invalid',
  'invalid-option',
  'weight-over-limit',
  'no-audio',
  'text-failed',
  'not-cached',
  'closed',
  'cancelled',
]);

/** What to do about errors of that code, where nobody knows better. */
export function adviceOn(code: ErrorCode): string {
  return ADVICE[code];
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
    super(
      `Failed to ${parts.doing}: ${parts.because}. ${parts.advice ?? ADVICE[code]}`,
      parts.cause === undefined ? undefined : { cause: parts.cause },
    );
    this.code = code;
    this.retryable = !FINAL.has(code);
    this.details = parts.details ?? {};
    Object.defineProperty(this, Symbol.for(MARK), { value: true });
  }

  /** True for any Cuelight error, also one made by another copy of the library. Never throws. */
  static is(value: unknown): value is CuelightError {
    try {
      return typeof value === 'object' && value !== null && Symbol.for(MARK) in value;
    } catch {
      // A revoked proxy, or what belongs to another origin, cannot be looked at.
      return false;
    }
  }
}
