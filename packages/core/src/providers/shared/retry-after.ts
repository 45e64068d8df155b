/** No provider's wish counts for more than this: a hostile or mistaken value must not stop an app for days. */
const LONGEST_MS = 3_600_000;

/**
 * A `Retry-After` header in milliseconds: seconds, or a date to be compared with the wall clock
 * (RFC 9110, 10.2.3). `undefined` where it is absent, hidden by CORS, or says nothing.
 */
export function parseRetryAfter(header: string | null, wallNowMs: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return retryAfterSeconds(Number(text));
  // Date.parse also reads "-5" and other near-numbers; a date that counts has a letter in it.
  const dateMs = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(dateMs) ? undefined : clamp(dateMs - wallNowMs);
}

/** The same wish as a number of seconds in a body. */
export function retryAfterSeconds(seconds: unknown): number | undefined {
  return typeof seconds === 'number' && seconds >= 0 ? clamp(seconds * 1000) : undefined;
}

function clamp(ms: number): number {
  return Math.min(LONGEST_MS, Math.max(0, Math.ceil(ms)));
}
