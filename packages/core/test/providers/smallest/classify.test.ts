import { describe, expect, it } from 'vitest';
import { smallest } from '../../../src/providers/smallest/smallest.ts';
import { refusal } from '../support/reading.ts';
import { SMALLEST_STATUSES } from './documented-errors.ts';

const NOW_MS = Date.UTC(2026, 10, 21);

/**
 * Every shape of error body: the generated contract (fern/apis/waves/generated/openapi.json), recorded answers
 * (scripts/probes/baseline-lightning-tts.json), the examples of tts-openapi.yaml, the Python SDK's errors, the
 * changelog of 2026-05-19, and the 429s of the sister products.
 */
const SHAPES = [
  [
    'generated contract',
    400,
    { status: 'error', error_code: 'bad_thing', message: 'No.', request_id: 'r' },
    { code: 'invalid', providerCode: 'bad_thing', says: 'No.' },
  ],
  [
    'issue array, wrong voice',
    400,
    { error: [{ code: 'custom', path: ['voice_id'], message: 'Invalid Voice ID' }] },
    { code: 'invalid', providerCode: 'custom', says: 'no such voice' },
  ],
  [
    'issue array, wrong value',
    400,
    {
      error: [
        {
          received: 'mulaw',
          code: 'invalid_enum_value',
          options: ['wav', 'ulaw'],
          path: ['output_format'],
          message: 'Invalid enum value.',
        },
      ],
    },
    { code: 'invalid', providerCode: 'invalid_enum_value', says: 'Invalid enum value.' },
  ],
  [
    'two strings',
    401,
    { error: 'Unauthorized', message: 'Bearer token is missing or invalid.' },
    { code: 'unauthorized', providerCode: 'Unauthorized', says: 'Bearer token' },
  ],
  [
    'plan gate',
    400,
    { status: false, errors: ['Please upgrade your plan.'] },
    { code: 'invalid', providerCode: undefined, says: 'plan does not include' },
  ],
  [
    'list of objects',
    400,
    { status: 'error', errors: [{ message: 'Too odd.' }] },
    { code: 'invalid', providerCode: undefined, says: 'Too odd.' },
  ],
  [
    'details',
    400,
    { error: 'Invalid input data', details: [{ code: 'invalid_type', path: ['text'], message: 'Required' }] },
    { code: 'invalid', providerCode: 'invalid_type', says: 'Invalid input data' },
  ],
  [
    'retired model',
    410,
    { status: 'error', error_code: 'MODEL_DEPRECATED', message: 'Retired.', recommended_endpoint: '/x' },
    { code: 'invalid', providerCode: 'MODEL_DEPRECATED', says: 'retired' },
  ],
  [
    'message only',
    401,
    { message: 'No header.' },
    { code: 'unauthorized', providerCode: undefined, says: 'No header.' },
  ],
  [
    'error only',
    401,
    { error: 'Bad token.' },
    { code: 'unauthorized', providerCode: undefined, says: 'Bad token.' },
  ],
  [
    'error object',
    500,
    { status: 'error', error: { message: 'Oops.', code: 'E1' } },
    { code: 'transient', providerCode: 'E1', says: 'Oops.' },
  ],
  ['plain text', 502, 'Bad gateway', { code: 'transient', providerCode: undefined, says: 'Bad gateway' }],
  [
    'a web page',
    502,
    '<html>oops</html>',
    { code: 'transient', providerCode: undefined, says: 'answered 502)' },
  ],
] as const;

const BUSY = [
  ['contract', { status: 'error', error_code: 'rate_limit_exceeded', message: 'Too many' }, undefined],
  ['issue array', { error: [{ code: 'custom', path: [], message: 'Concurrency limit reached' }] }, undefined],
  ['short back-off', { error: 'Use a short backoff', request_id: 'r' }, undefined],
  ['Atoms', { status: false, error: 'Slow', code: 'RATE_LIMIT_EXCEEDED', retry_after: 60 }, 60_000],
  ['route class', { message: 'Slow', rateLimit: { routeClass: 'x', limit: 1, retryAfterSec: 2 } }, 2000],
  ['nothing', '', undefined],
] as const;

describe('what a refusal of Smallest AI means', () => {
  it.each(SHAPES)('reads the body "%s"', (_name, status, body, expected) => {
    const classified = smallest().classify(refusal(status, body), NOW_MS);
    expect({ code: classified.code, providerCode: classified.providerCode }).toEqual({
      code: expected.code,
      providerCode: expected.providerCode,
    });
    expect(classified.because).toContain(expected.says);
  });

  it.each(BUSY)('a 429 is busy in the shape "%s"', (_name, body, retryAfterMs) => {
    const classified = smallest().classify(refusal(429, body), NOW_MS);
    expect(classified.code).toBe('busy');
    expect(classified.retryAfterMs).toBe(retryAfterMs);
  });

  it('a Retry-After header counts before one in the body', () => {
    const failure = refusal(429, { error: 'Slow', retry_after: 60 }, { 'retry-after': '1' });
    expect(smallest().classify(failure, NOW_MS).retryAfterMs).toBe(1000);
  });

  it.each(SMALLEST_STATUSES)('%i without a known code is %s, whatever its body', (status, kind) => {
    for (const body of ['', '<html>', '{', '[]', 'null', '{"error":[]}', '{"error":null,"errors":[null]}']) {
      expect(smallest().classify(refusal(status, body), NOW_MS).code).toBe(kind);
    }
  });

  it('names where voices are listed when a voice is wrong', () => {
    for (const body of [
      { error: [{ code: 'custom', path: ['voice_id'], message: 'Invalid Voice ID' }] },
      { status: 'error', message: 'Invalid voice' },
    ]) {
      const classified = smallest().classify(refusal(400, body), NOW_MS);
      expect(classified.because).toContain('no such voice');
      expect(classified.advice).toContain('get_voices');
    }
  });

  it.each([
    // The answer of retired models: changelog of 2026-05-19.
    ['/waves/v1/lightning-v3.1/get_speech', 'Use the model "lightning_v3.1".'],
    ['/waves/v1/lightning-v4-pro/get_speech', 'Use the model "lightning_v4_pro".'],
    [undefined, 'Use the model "lightning_v3.1".'],
  ])('names the model that replaces a retired one, from %o', (recommended_endpoint, advice) => {
    const body = {
      status: 'error',
      error_code: 'MODEL_DEPRECATED',
      message: 'Retired.',
      recommended_endpoint,
    };
    const classified = smallest().classify(refusal(410, body), NOW_MS);
    expect(classified).toMatchObject({ code: 'invalid', advice });
    expect(classified.because).toContain('the model is retired');
  });

  it('says which limit it is and how it is raised when the account is full', () => {
    const { advice } = smallest().classify(refusal(429, ''), NOW_MS);
    expect(advice).toMatch(/1 synthesis at a time.*All keys, models and voice agents.*support raises it/s);
    expect(advice).toContain('https://docs.smallest.ai');
  });
});

describe('what an error frame of Smallest AI means', () => {
  it.each([
    [{ status: 'error', message: 'Concurrency limit exceeded' }, 'busy'],
    [{ status: 'error', error_code: 'upstream_overloaded', message: 'x' }, 'overloaded'],
    [{ error: [{ path: ['voice_id'], message: 'x' }] }, 'invalid'],
    [{ status: 'error', message: 'x', errors: [] }, 'ambiguous'],
    [{ status: 'error', error_code: 'MODEL_DEPRECATED', message: 'x' }, 'invalid'],
    [{ status: 'error', error: { message: 'server_full' } }, 'busy'],
    ['not JSON', 'ambiguous'],
  ])('%o is %s', (body, code) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    expect(smallest().classify({ type: 'frame', body: text }, NOW_MS).code).toBe(code);
  });
});
