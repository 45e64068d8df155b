import { describe, expect, it } from 'vitest';
import { breeze } from '../../../src/providers/breeze/breeze.ts';
import { refusal } from '../support/reading.ts';

const NOW_MS = Date.UTC(2026, 10, 21);

/** Rows of https://docs.breezeblue.ai/reference/errors and /reference/rate-limits; the last block from the SDK. */
const DOCUMENTED = [
  ['BAD_REQUEST', 400, 'invalid'],
  ['AUTH_INVALID_SESSION', 401, 'unauthorized'],
  ['AUTH_REQUIRED', 401, 'unauthorized'],
  ['AUTH_SESSION_EXPIRED', 401, 'unauthorized'],
  ['AUTH_USER_UNAVAILABLE', 401, 'unauthorized'],
  ['BILLING_INSUFFICIENT_CREDITS', 402, 'out-of-credit'],
  ['AUTH_ADMIN_ACCESS_DENIED', 403, 'invalid'],
  ['AUTH_ADMIN_ROLE_REQUIRED', 403, 'invalid'],
  ['FORBIDDEN', 403, 'invalid'],
  ['RESOURCE_NOT_FOUND', 404, 'invalid'],
  ['CONFLICT', 409, 'invalid'],
  ['STUDIO_AUDIO_EXPORT_BLOCKED', 409, 'invalid'],
  ['STUDIO_AUDIO_EXPORT_INCOMPATIBLE_AUDIO', 422, 'invalid'],
  ['STUDIO_AUDIO_EXPORT_NO_AUDIO', 422, 'invalid'],
  ['STUDIO_AUDIO_EXPORT_UNSUPPORTED_SOURCE', 422, 'invalid'],
  ['VALIDATION_ERROR', 422, 'invalid'],
  ['GENERATION_NOT_READY', 425, 'not-ready'],
  ['GENERATION_CONCURRENCY_EXCEEDED', 429, 'busy'],
  ['RATE_LIMITED', 429, 'rate-window'],
  ['INTERNAL_ERROR', 500, 'transient'],
  ['STUDIO_AUDIO_EXPORT_FAILED', 500, 'transient'],
  ['GENERATION_FAILED', 502, 'transient'],
  ['GENERATION_INVALID_RESPONSE', 502, 'transient'],
  ['UPSTREAM_ANALYTICS_ERROR', 502, 'transient'],
  ['UPSTREAM_BILLING_ERROR', 502, 'transient'],
  ['UPSTREAM_GENERATION_ERROR', 502, 'transient'],
  // Seen in the wild: a 429 that is not our limit.
  ['UPSTREAM_GENERATION_ERROR', 429, 'transient'],
  ['GENERATION_CAPACITY_EXCEEDED', 503, 'overloaded'],

  ['UPSTREAM_TIMEOUT', 504, 'ambiguous'],
  ['GENERATION_TIMEOUT', 504, 'ambiguous'],
  ['DISPATCH_TIMEOUT', 503, 'ambiguous'],
  ['DISPATCH_TIMEOUT', 504, 'ambiguous'],
  ['GENERATION_INTERRUPTED', 500, 'ambiguous'],
  ['VOICE_CLONE_FAILED', 502, 'transient'],
  ['VOICE_DESIGN_FAILED', 502, 'transient'],
  ['UPSTREAM_GENERATION_SERVICE_ERROR', 500, 'transient'],
  ['UPSTREAM_ASSET_STORAGE_ERROR', 500, 'transient'],
  ['LLM_CONFIG_NOT_FOUND', 503, 'invalid'],
  ['AUTH_CONFIG_MISSING', 500, 'unauthorized'],
  ['SERVICE_UNAVAILABLE', 503, 'overloaded'],
  ['API_ERROR', 418, 'invalid'],
] as const;

/** Answers without a code we know: newer ones, and those of servers in between. */
const BY_STATUS = [
  [400, 'invalid'],
  [401, 'unauthorized'],
  [402, 'out-of-credit'],
  [403, 'invalid'],
  [404, 'invalid'],
  [405, 'invalid'],
  [408, 'transient'],
  [409, 'invalid'],
  [410, 'invalid'],
  [413, 'invalid'],
  [418, 'invalid'],
  [422, 'invalid'],
  [425, 'not-ready'],
  [429, 'rate-window'],
  [500, 'transient'],
  [501, 'invalid'],
  [502, 'transient'],
  [503, 'overloaded'],
  [504, 'ambiguous'],
  [599, 'transient'],
] as const;

describe('what a refusal of Breeze means', () => {
  it.each(DOCUMENTED)('%s with %i is %s', (code, status, kind) => {
    const body = { ok: false, code, detail: 'What happened.', error: 'What happened.' };
    const classified = breeze().classify(refusal(status, body), NOW_MS);
    expect(classified).toMatchObject({ code: kind, providerCode: code });
    expect(classified.because).toContain(`Breeze answered ${status} ${code}: "What happened."`);
  });

  it.each(BY_STATUS)('%i without a known code is %s, whatever its body', (status, kind) => {
    for (const body of [
      '',
      'Bad gateway',
      '<html>',
      '{',
      '[]',
      'null',
      '{"code":5}',
      '{"code":"__proto__"}',
    ]) {
      expect(breeze().classify(refusal(status, body), NOW_MS).code).toBe(kind);
    }
  });

  it('does not need the mirrored field, nor capitals', () => {
    const body = { ok: false, code: 'generation_concurrency_exceeded', detail: 'Full.' };
    expect(breeze().classify(refusal(429, body), NOW_MS).code).toBe('busy');
  });

  it('says which limit it is and how it is raised when the account is full', () => {
    const body = { code: 'GENERATION_CONCURRENCY_EXCEEDED', detail: 'Full.' };
    const { advice } = breeze({ plan: 'starter' }).classify(refusal(429, body), NOW_MS);
    expect(advice).toMatch(/free 3, starter 6, creator 10, pro 20.*Studio.*higher plan/s);
    expect(advice).toContain('https://docs.breezeblue.ai/reference/rate-limits');
  });

  it('is read without the envelope too: plain text is the message', () => {
    const { because } = breeze().classify(refusal(502, 'upstream connect error'), NOW_MS);
    expect(because).toContain('Breeze answered 502: "upstream connect error"');
  });

  it('names where voices are listed when a voice is wrong', () => {
    const body = { ok: false, code: 'RESOURCE_NOT_FOUND', detail: 'Voice not found.' };
    const classified = breeze().classify(refusal(404, body), NOW_MS);
    expect(classified.because).toContain('no such voice');
    expect(classified.advice).toContain('GET /v1/voices');
  });

  it('points at the address when a 404 is not from the service', () => {
    expect(breeze().classify(refusal(404, '<html>Not found</html>'), NOW_MS).advice).toContain('baseUrl');
  });

  it('obeys Retry-After as seconds and as a date', () => {
    const body = { code: 'GENERATION_CONCURRENCY_EXCEEDED', detail: 'Full.' };
    const wait = (header: string): number | undefined =>
      breeze().classify(refusal(429, body, { 'retry-after': header }), NOW_MS).retryAfterMs;
    expect(wait('3')).toBe(3000);
    expect(wait('Sat, 21 Nov 2026 00:00:04 GMT')).toBe(4000);
    expect(wait('later')).toBeUndefined();
  });

  it('quotes a hostile body in one short line', () => {
    const body = { code: 'BAD_REQUEST', detail: `line\n\u{0}${'x'.repeat(100_000)}` };
    const { because } = breeze().classify(refusal(400, body), NOW_MS);
    expect(because.length).toBeLessThan(400);
    expect(because).toContain('line x');
  });
});

describe('what any other failure means', () => {
  it.each([
    [{ type: 'network', because: 'Failed to fetch' }, 'offline', '/api/breeze'],
    [{ type: 'truncated', receivedBytes: 0 }, 'truncated', 'without any audio'],
    [{ type: 'truncated', receivedBytes: 960 }, 'truncated', '960 bytes'],
    [{ type: 'timeout', waitingFor: 'first-byte', afterMs: 30_000 }, 'timeout', 'within 30 s'],
    [{ type: 'timeout', waitingFor: 'more-bytes', afterMs: 10_000 }, 'timeout', 'for 10 s'],
    [{ type: 'malformed', because: 'it is odd' }, 'ambiguous', 'it is odd'],
    [{ type: 'empty', receivedBytes: 128 }, 'invalid', 'complete with 128 bytes'],
    [{ type: 'foreign', contentType: 'text/html' }, 'invalid', 'text/html'],
  ] as const)('%o is %s', (failure, code, because) => {
    const classified = breeze().classify(failure, NOW_MS);
    expect(classified.code).toBe(code);
    expect(classified.because).toContain(because);
  });

  it('mentions CORS only where the address may be of another origin', () => {
    const failure = { type: 'network', because: 'Failed to fetch' } as const;
    expect(breeze().classify(failure, NOW_MS).advice).toBeUndefined();
    expect(breeze({ baseUrl: 'https://speech.example.com' }).classify(failure, NOW_MS).advice).toContain(
      'CORS',
    );
  });
});
