import { describe, expect, it } from 'vitest';
import { breeze } from '../../../src/providers/breeze/breeze.ts';
import { refusal } from '../support/reading.ts';
import { BREEZE_ERRORS } from './documented-errors.ts';

const NOW_MS = Date.UTC(2026, 10, 21);

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
  it.each(BREEZE_ERRORS)('%s with %i is %s', (code, status, kind) => {
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
