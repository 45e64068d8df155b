import type { ReadHeader } from '../provider.ts';

/** No provider's wish counts for more than this: a hostile or mistaken value must not stop an app for days. */
const LONGEST_MS = 3_600_000;
/** A number of seconds from here on is a moment, in 2001 or later; below it, a duration. */
const FIRST_MOMENT = 1e9;

/**
 * How long an answer's headers ask to wait, in milliseconds: `retry-after-ms`, `retry-after` in seconds or as a date
 * (RFC 9110, 10.2.3), or `x-ratelimit-reset` in seconds, from now or from 1970. `undefined` where they are absent, hidden by CORS,
 * or say nothing.
 */
export function parseRetryAfter(header: ReadHeader, wallNowMs: number): number | undefined {
  const ms = digits(header('retry-after-ms'));
  if (ms !== undefined) return clamp(ms);
  const text = header('retry-after');
  const seconds = digits(text);
  if (seconds !== undefined) return retryAfterSeconds(seconds);
  // Date.parse also reads "-5" and other near-numbers; a date that counts has a letter in it.
  if (text !== null && /[a-z]/i.test(text)) {
    const untilMs = Date.parse(text);
    return Number.isNaN(untilMs) ? undefined : clamp(untilMs - wallNowMs);
  }
  const reset = digits(header('x-ratelimit-reset'));
  if (reset === undefined) return undefined;
  return clamp(reset * 1000 - (reset < FIRST_MOMENT ? 0 : wallNowMs));
}

/** The same wish as a number of seconds in a body. */
export function retryAfterSeconds(seconds: unknown): number | undefined {
  return typeof seconds === 'number' && seconds >= 0 ? clamp(seconds * 1000) : undefined;
}

function digits(text: string | null): number | undefined {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

function clamp(ms: number): number {
  return Math.min(LONGEST_MS, Math.max(0, Math.ceil(ms)));
}
