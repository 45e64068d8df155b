import { describe, expect, it } from 'vitest';
import { parseRetryAfter, retryAfterSeconds } from '../../../src/providers/shared/retry-after.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 12, 0, 0);

describe('Retry-After', () => {
  it.each([
    ['7', 7000],
    [' 0 ', 0],
    ['1.5', 1500],
    ['Sat, 21 Nov 2026 12:00:10 GMT', 10_000],
    ['Sat, 21 Nov 2026 11:59:00 GMT', 0],
    ['999999999', 3_600_000],
    ['-5', undefined],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('reads %o as %o ms', (header, expected) => {
    const read = (name: string): string | null => (name === 'retry-after' ? header : null);
    expect(parseRetryAfter(read, NOW_MS)).toBe(expected);
  });

  // The names that the official Python client of Smallest AI reads.
  it.each([
    [{ 'retry-after-ms': '250', 'retry-after': '1' }, 250],
    [{ 'retry-after-ms': 'soon', 'retry-after': '1' }, 1000],
    [{ 'x-ratelimit-reset': String(NOW_MS / 1000 + 3) }, 3000],
    [{ 'x-ratelimit-reset': '3' }, 3000],
    [{ 'x-ratelimit-reset': 'never' }, undefined],
    [{}, undefined],
  ])('reads the headers %o as %o ms', (headers: Record<string, string>, expected) => {
    expect(parseRetryAfter((name) => headers[name] ?? null, NOW_MS)).toBe(expected);
  });

  it.each([
    [60, 60_000],
    [-1, undefined],
    ['60', undefined],
    [Number.NaN, undefined],
    [undefined, undefined],
  ])('reads %o in a body as %o ms', (seconds, expected) => {
    expect(retryAfterSeconds(seconds)).toBe(expected);
  });
});
