import { CuelightError } from '../errors.ts';
import { invalidOption } from '../options.ts';
import type { Connection, FetchFunction, HeadersGiven, HttpRequest } from '../providers/provider.ts';

/** The part of a `Response` that is used, from a `fetch` that need not be the platform's. */
export interface Answer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: ReadableStream<Uint8Array> | null;
}

/**
 * Sends one request with these headers and waits for the head of its answer; everything else is the caller's.
 *
 * @throws CuelightError `invalid-option` for headers or addresses that no request can have; else what `fetch` throws.
 */
export async function sendRequest(
  connection: Connection,
  request: HttpRequest,
  headers: HeadersGiven,
  signal: AbortSignal,
  doing: string,
): Promise<Answer> {
  const send = connection.fetch ?? platformFetch(connection.baseUrl, doing);
  const answer = await send(connection.baseUrl + request.path, {
    method: request.method,
    headers: joinHeaders(request.headers, headers, doing),
    ...(request.body === undefined ? {} : { body: request.body }),
    signal,
    credentials: connection.credentials,
  });
  if (isAnswer(answer)) return answer;
  throw invalidOption(doing, 'fetch', connection.fetch, 'a fetch that resolves to a Response');
}

function platformFetch(baseUrl: string, doing: string): FetchFunction {
  if (!/^https?:/i.test(baseUrl) && typeof location !== 'object') {
    throw invalidOption(
      doing,
      'baseUrl',
      baseUrl,
      'an absolute address, such as "https://speech.example.com": here is no page that it could be relative to',
    );
  }
  return (url, init) => fetch(url, init);
}

/** The app's headers win over the provider's, in any spelling of their names. */
function joinHeaders(own: HeadersGiven, given: HeadersGiven, doing: string): Record<string, string> {
  try {
    const headers = new Headers(own);
    for (const [name, value] of Object.entries(given)) headers.set(name, value);
    return Object.fromEntries(headers);
  } catch (cause) {
    // Without the values: they are credentials.
    throw new CuelightError('invalid-option', {
      doing,
      because: `headers holds a name or value that HTTP does not allow (${Object.keys(given).join(', ')})`,
      details: { option: 'headers' },
      cause,
    });
  }
}

function isAnswer(value: unknown): value is Answer {
  return (
    typeof value === 'object' &&
    value !== null &&
    'status' in value &&
    typeof value.status === 'number' &&
    'headers' in value &&
    'body' in value
  );
}
