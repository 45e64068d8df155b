import { asObject, asText, firstOrSelf, parseJson, type JsonObject } from './json.ts';
import { plainText } from './plain-text.ts';
import { retryAfterSeconds } from './retry-after.ts';

/** What can be read from the body of a failure. `null`: it does not say. */
export interface ErrorBody {
  readonly code: string | null;
  readonly message: string | null;
  /** The field of the request that is complained about. */
  readonly field: string | null;
  readonly retryAfterMs: number | null;
  /** Path to use in place of a retired one. */
  readonly replacement: string | null;
}

/** Where the error itself lies, if not at the top: as a text, an object, or a list of either. */
const INNER = ['error', 'errors', 'detail', 'details'];

/**
 * Reads every shape of error that a supported service or its neighbours are known to send. Breeze:
 * `{ code, detail, error? }`. Smallest AI and its sister products: `{ error_code?, message }`,
 * `{ error: [{ code, path, message }] }`, `{ error, message }`, `{ errors: ["…"] }`, `{ error, details: [{ … }] }`,
 * `{ error: { code, message } }`, with `retry_after` or `rateLimit.retryAfterSec`. Plain text is the message itself.
 */
export function decodeErrorBody(body: string): ErrorBody {
  const outer = asObject(parseJson(body)) ?? {};
  const inner = INNER.map((key) => firstOrSelf(outer[key]));
  const nested = inner.map(asObject);
  const objects = [outer, ...nested];
  const word = firstOf(inner, asText);
  const outerMessage = firstText([outer], 'message', 'err_msg', 'title');
  const message = outerMessage ?? word ?? firstText(nested, 'message') ?? plainText(body);
  return {
    code:
      firstText(objects, 'error_code', 'code', 'err_code') ??
      firstText(nested, 'status') ??
      // Beside a message, `error` is a word such as "InvalidRequest"; alone, it is the message.
      (outerMessage === null ? null : word),
    message,
    field: firstOf(nested, (object) => asText(firstOrSelf(object?.['path'] ?? object?.['param']))),
    retryAfterMs:
      retryAfterSeconds(outer['retry_after']) ??
      retryAfterSeconds(asObject(outer['rateLimit'])?.['retryAfterSec']) ??
      null,
    replacement: asText(outer['recommended_endpoint']),
  };
}

function firstText(objects: readonly (JsonObject | null)[], ...keys: readonly string[]): string | null {
  return firstOf(objects, (object) => firstOf(keys, (key) => asText(object?.[key])));
}

function firstOf<T>(values: readonly T[], read: (value: T) => string | null): string | null {
  for (const value of values) {
    const found = read(value);
    if (found !== null) return found;
  }
  return null;
}
