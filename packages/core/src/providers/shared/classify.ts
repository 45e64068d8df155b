import type { RefusalKind } from '../../errors.ts';
import type { Classified, Failure, Provider, ProviderLimits } from '../provider.ts';
import { decodeErrorBody, type ErrorBody } from './error-body.ts';
import { parseRetryAfter } from './retry-after.ts';

/** What a provider makes of its own errors; everything else is the same for all. */
export interface ClassifierParts {
  /** The provider, for people. */
  readonly name: string;
  readonly baseUrl: string;
  readonly limits: ProviderLimits;
  /** What the provider's codes mean: the first that fits counts, and for more than the status. */
  readonly codes: readonly KindByPattern[];
  /** Statuses that mean something else here than they do elsewhere. */
  readonly statuses?: Readonly<Record<number, RefusalKind>>;
  /** Messages of errors inside an answer that began well, where they carry no code. */
  readonly messages?: readonly KindByPattern[];
  /** More than the kind tells: what was wrong, and what to do. */
  readonly explain?: (body: ErrorBody, status: number | null) => Explanation | undefined;
}

export type KindByPattern = readonly [RegExp, RefusalKind];

export interface Explanation {
  /** Counts for more than code and status. */
  readonly kind?: RefusalKind;
  /** No full stop at the end. */
  readonly because?: string;
  readonly advice?: string;
}

/** A row here holds for every provider; other statuses are `transient` from 500 on, else `invalid`. */
const STATUSES: Readonly<Record<number, RefusalKind>> = {
  401: 'unauthorized',
  402: 'out-of-credit',
  408: 'transient',
  425: 'not-ready',
  429: 'rate-window',
  501: 'invalid',
  503: 'overloaded',
  504: 'ambiguous',
};

const BECAUSE: Readonly<Record<RefusalKind, string>> = {
  busy: "the account's concurrency limit is reached",
  overloaded: 'the service is short of capacity',
  'rate-window': 'too many requests were sent in a period of time',
  'not-ready': 'the audio is not ready yet',
  unauthorized: 'the API key is missing, wrong or no longer valid',
  'out-of-credit': 'the account has too little credit',
  invalid: 'the service does not accept the request',
  transient: 'the service failed',
  ambiguous: 'the synthesis took too long or broke off',
};

const CHECK_ADDRESS =
  "Check the provider's baseUrl, and that the server there forwards path, query and body unchanged.";
const CHECK_NETWORK_AND_CORS =
  'Check the network connection, that the server is running, and that it allows requests from this page (CORS).';
const CHECK_VOICE = 'Check that the voice belongs to the model, and that the text has something to be said.';

/** These tell nothing of the provider: whoever answered does not know the path or the method. */
const ADDRESS_STATUSES = [404, 405, 501];
const ADDRESS: Explanation = {
  because: 'the server at this address does not know the request',
  advice: CHECK_ADDRESS,
};

export function createClassifier(parts: ClassifierParts): Provider['classify'] {
  return (failure, wallNowMs) => classify(parts, failure, wallNowMs);
}

function classify(parts: ClassifierParts, failure: Failure, wallNowMs: number): Classified {
  const { name, statuses } = parts;
  const address = parts.baseUrl === '' ? '/' : parts.baseUrl;
  switch (failure.type) {
    case 'http': {
      const { status } = failure;
      const body = decodeErrorBody(failure.body);
      const explanation = parts.explain?.(body, status);
      const known = explanation?.kind ?? kindOf(parts.codes, body.code);
      const byClass = status < 500 ? 'invalid' : 'transient';
      const isAddress = known === undefined && ADDRESS_STATUSES.includes(status);
      return classified(
        parts,
        known ?? statuses?.[status] ?? STATUSES[status] ?? byClass,
        explanation ?? (isAddress ? ADDRESS : {}),
        body,
        parseRetryAfter(failure.header, wallNowMs) ?? body.retryAfterMs,
        `answered ${status}`,
      );
    }
    case 'frame': {
      const body = decodeErrorBody(failure.body);
      const explanation = parts.explain?.(body, null) ?? {};
      const known = kindOf(parts.codes, body.code) ?? kindOf(parts.messages, body.message);
      const kind = explanation.kind ?? known ?? 'ambiguous';
      return classified(parts, kind, explanation, body, body.retryAfterMs, 'sent an error');
    }
    case 'foreign':
      return {
        code: 'invalid',
        because: `${address} answered with ${failure.contentType}, which is not what ${name} was asked for`,
        advice: CHECK_ADDRESS,
      };
    case 'malformed':
      return { code: 'ambiguous', because: `the answer of ${name} is not as documented: ${failure.because}` };
    case 'empty':
      return {
        code: 'invalid',
        because: `the answer of ${name} is complete with ${failure.receivedBytes} bytes, too few for any speech`,
        advice: CHECK_VOICE,
      };
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

function kindOf(table: readonly KindByPattern[] | undefined, text: string | null): RefusalKind | undefined {
  return text === null ? undefined : table?.find(([pattern]) => pattern.test(text))?.[1];
}

function classified(
  { name, limits }: ClassifierParts,
  code: RefusalKind,
  { because, advice }: Explanation,
  body: ErrorBody,
  askedMs: number | null,
  how: string,
): Classified {
  const own = code === 'busy' ? `${limits.explanation} See ${limits.link}` : advice;
  const windowsMs = limits.windows?.map(({ perMs }) => perMs) ?? [];
  const windowMs = code === 'rate-window' && windowsMs.length > 0 ? Math.min(...windowsMs) : null;
  const retryAfterMs = askedMs ?? windowMs;
  const providerCode = body.code === null ? '' : ` ${quotable(body.code)}`;
  const message = body.message === null ? '' : `: "${quotable(body.message)}"`;
  return {
    code,
    because: `${because ?? BECAUSE[code]} (${name} ${how}${providerCode}${message})`,
    ...(own === undefined ? {} : { advice: own }),
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
