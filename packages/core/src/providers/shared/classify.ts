import type { ErrorCode } from '../../errors.ts';
import type { Classified, Failure, Provider } from '../provider.ts';

/**
 * What a failure means, read from a table: the first row whose conditions all hold. Rows that name a code come
 * first, then those that look at the body otherwise, then those by status, since one status has several meanings.
 */
export interface FailureRow {
  /** The provider's code, in lower case. */
  readonly code?: string;
  /** The field of the request that the provider complains about. */
  readonly field?: string;
  /** What the provider says about it. */
  readonly says?: RegExp;
  /** HTTP status. A row without one also holds for an error inside an answer that began well. */
  readonly status?: number;
  readonly kind: ErrorCode;
  /** What was wrong, for people; no full stop at the end. */
  readonly because: string;
  /** What to do; without it the advice of the kind stands. */
  readonly advice?: string;
}

const CHECK_ADDRESS =
  "Check the provider's baseUrl, and that the server there forwards path, query and body unchanged.";
const CHECK_NETWORK_AND_CORS =
  'Check the network connection, that the server is running, and that it allows requests from this page (CORS).';

/** What can be read from the body of a failure. `null`: it does not say. */
export interface ErrorBody {
  readonly code: string | null;
  readonly message: string | null;
  readonly field: string | null;
  readonly retryAfterMs: number | null;
}

export interface ClassifierParts {
  /** The provider, for people. */
  readonly name: string;
  readonly baseUrl: string;
  readonly rows: readonly FailureRow[];
  /** Must not throw, whatever the body is. */
  readonly decodeBody: (body: string) => ErrorBody;
  /** How long the answer's headers ask to wait. */
  readonly retryAfterOf: (header: (name: string) => string | null, wallNowMs: number) => number | undefined;
}

export function createClassifier(parts: ClassifierParts): Provider['classify'] {
  return (failure, wallNowMs) => classify(parts, failure, wallNowMs);
}

function classify(parts: ClassifierParts, failure: Failure, wallNowMs: number): Classified {
  const { name } = parts;
  const address = parts.baseUrl === '' ? '/' : parts.baseUrl;
  switch (failure.type) {
    case 'http':
      return classifyHttp(parts, failure, wallNowMs);
    case 'frame':
      return classifyFrame(parts, failure.body);
    case 'foreign':
      return {
        code: 'invalid',
        because: `${address} answered with ${failure.contentType}, which is not the audio stream of ${name}`,
        advice: CHECK_ADDRESS,
      };
    case 'malformed':
      return { code: 'ambiguous', because: `the answer of ${name} is not as documented: ${failure.because}` };
    case 'truncated':
      return {
        code: 'truncated',
        because:
          failure.receivedBytes === 0
            ? `the answer of ${name} ended without any audio`
            : `the answer of ${name} broke off after ${failure.receivedBytes} bytes of audio`,
      };
    case 'timeout':
      return {
        code: 'timeout',
        because:
          failure.waitingFor === 'first-byte'
            ? `${name} sent no audio within ${failure.afterMs / 1000} s`
            : `${name} stopped sending for ${failure.afterMs / 1000} s before the audio was complete`,
      };
    case 'network':
      return {
        code: 'offline',
        because: `nothing answered at ${address} (${quotable(failure.because)})`,
        ...(address.startsWith('/') ? {} : { advice: CHECK_NETWORK_AND_CORS }),
      };
  }
}

/** Statuses that tell nothing of the provider: whoever answered does not forward this path or method. */
export const ADDRESS_ROWS: readonly FailureRow[] = [404, 405, 501].map((status) => ({
  status,
  kind: 'invalid',
  because: 'the server at this address does not know the request',
  advice: CHECK_ADDRESS,
}));

function classifyHttp(
  parts: ClassifierParts,
  failure: Failure & { type: 'http' },
  wallNowMs: number,
): Classified {
  const body = parts.decodeBody(failure.body);
  const retryAfterMs = parts.retryAfterOf(failure.header, wallNowMs) ?? body.retryAfterMs;
  const row = findRow(parts.rows, body, failure.status) ?? rowOfClass(failure.status);
  return classified(row, body, retryAfterMs, `${parts.name} answered ${failure.status}`);
}

function classifyFrame(parts: ClassifierParts, text: string): Classified {
  const body = parts.decodeBody(text);
  const row = findRow(parts.rows, body, null) ?? UNKNOWN_FRAME;
  return classified(row, body, body.retryAfterMs, `${parts.name} sent an error`);
}

function findRow(
  rows: readonly FailureRow[],
  body: ErrorBody,
  status: number | null,
): FailureRow | undefined {
  const code = body.code?.toLowerCase();
  return rows.find(
    (row) =>
      (row.code === undefined || row.code === code) &&
      (row.field === undefined || row.field === body.field) &&
      (row.says === undefined || (body.message !== null && row.says.test(body.message))) &&
      (row.status === undefined || row.status === status),
  );
}

const UNKNOWN_FRAME: FailureRow = { kind: 'ambiguous', because: 'the synthesis failed after it had begun' };

/** For statuses without a row of their own. */
function rowOfClass(status: number): FailureRow {
  return status >= 500
    ? { kind: 'transient', because: 'the service failed' }
    : { kind: 'invalid', because: 'the service refused the request' };
}

function classified(row: FailureRow, body: ErrorBody, retryAfterMs: number | null, who: string): Classified {
  const code = body.code === null ? '' : ` ${quotable(body.code)}`;
  const message = body.message === null ? '' : `: "${quotable(body.message)}"`;
  return {
    code: row.kind,
    because: `${row.because} (${who}${code}${message})`,
    ...(row.advice === undefined ? {} : { advice: row.advice }),
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
    ...(body.code === null ? {} : { providerCode: body.code }),
  };
}

const LONGEST_QUOTE = 200;

/** One short line of what somebody else wrote. */
function quotable(text: string): string {
  const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line;
}
