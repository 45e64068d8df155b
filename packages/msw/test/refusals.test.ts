import { describe, expect, test } from 'vitest';
import type { Fault } from '../src/faults/fault.ts';
import type { ProviderId } from '../src/provider-id.ts';
import type { Reply } from '../src/simulator/reply.ts';
import { isObject } from '../src/wire/json.ts';
import type { RefusalShape } from '../src/wire/refusal-form.ts';
import { breezeSpeech, jsonOf, present, smallestSpeech, virtualSimulator } from './support/simulated.ts';

const ID = expect.stringMatching(/^[0-9a-f-]{36}$/);

/** The answer to a request that meets a fault. */
function refusedWith(provider: ProviderId, fault: Fault): Promise<Reply> {
  const { simulator } = virtualSimulator(provider, { faults: [fault] });
  return simulator.handle(
    provider === 'breeze' ? breezeSpeech('Hello.') : smallestSpeech('Hello.'),
    present(),
  );
}

/** docs.breezeblue.ai/reference/errors; from GENERATION_CAPACITY_EXCEEDED on of other pages, clients, or live. */
const BREEZE_ERRORS: readonly (readonly [code: string, status: number])[] = [
  ['BAD_REQUEST', 400],
  ['AUTH_INVALID_SESSION', 401],
  ['AUTH_REQUIRED', 401],
  ['AUTH_SESSION_EXPIRED', 401],
  ['AUTH_USER_UNAVAILABLE', 401],
  ['BILLING_INSUFFICIENT_CREDITS', 402],
  ['AUTH_ADMIN_ACCESS_DENIED', 403],
  ['AUTH_ADMIN_ROLE_REQUIRED', 403],
  ['FORBIDDEN', 403],
  ['RESOURCE_NOT_FOUND', 404],
  ['CONFLICT', 409],
  ['STUDIO_AUDIO_EXPORT_BLOCKED', 409],
  ['STUDIO_AUDIO_EXPORT_INCOMPATIBLE_AUDIO', 422],
  ['STUDIO_AUDIO_EXPORT_NO_AUDIO', 422],
  ['STUDIO_AUDIO_EXPORT_UNSUPPORTED_SOURCE', 422],
  ['VALIDATION_ERROR', 422],
  ['GENERATION_NOT_READY', 425],
  ['GENERATION_CONCURRENCY_EXCEEDED', 429],
  ['RATE_LIMITED', 429],
  ['INTERNAL_ERROR', 500],
  ['STUDIO_AUDIO_EXPORT_FAILED', 500],
  ['GENERATION_FAILED', 502],
  ['GENERATION_INVALID_RESPONSE', 502],
  ['UPSTREAM_ANALYTICS_ERROR', 502],
  ['UPSTREAM_BILLING_ERROR', 502],
  ['UPSTREAM_GENERATION_ERROR', 502],
  ['GENERATION_CAPACITY_EXCEEDED', 503],
  ['UPSTREAM_TIMEOUT', 504],
  ['GENERATION_TIMEOUT', 504],
  ['DISPATCH_TIMEOUT', 503],
  ['GENERATION_INTERRUPTED', 500],
  ['VOICE_CLONE_FAILED', 502],
  ['VOICE_DESIGN_FAILED', 502],
  ['UPSTREAM_ASSET_STORAGE_ERROR', 500],
  ['UPSTREAM_GENERATION_SERVICE_ERROR', 500],
  ['LLM_CONFIG_NOT_FOUND', 503],
  ['AUTH_CONFIG_MISSING', 500],
  ['SERVICE_UNAVAILABLE', 503],
];

describe('Breeze', () => {
  test.each(BREEZE_ERRORS)('%s comes with its status and the envelope', async (code, status) => {
    const reply = await refusedWith('breeze', { code });
    expect(reply.status).toBe(status);
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
    const body = jsonOf(reply);
    expect(body).toEqual({ ok: false, code, detail: expect.any(String), error: expect.any(String) });
    expect(body).toHaveProperty('error', isObject(body) ? body['detail'] : null);
  });

  test.each([
    [429, 'GENERATION_CONCURRENCY_EXCEEDED'],
    [503, 'GENERATION_CAPACITY_EXCEEDED'],
    [401, 'AUTH_REQUIRED'],
    [500, 'INTERNAL_ERROR'],
    [418, 'API_ERROR'],
  ])('a bare %i has the code %s', async (status, code) => {
    const reply = await refusedWith('breeze', { status });
    expect([reply.status, jsonOf(reply)]).toEqual([status, expect.objectContaining({ code })]);
  });

  test('a 429 may have another code than the one for concurrency, as seen live', async () => {
    const reply = await refusedWith('breeze', { status: 429, code: 'UPSTREAM_GENERATION_ERROR' });
    expect([reply.status, jsonOf(reply)]).toEqual([
      429,
      expect.objectContaining({ code: 'UPSTREAM_GENERATION_ERROR' }),
    ]);
  });

  test('a code that there is not needs a status', () => {
    const { simulator } = virtualSimulator('breeze');
    expect(() => simulator.control({ faults: [{ code: 'BUSY' }] })).toThrow('code is "BUSY". Pass');
    simulator.control({ faults: [{ code: 'BUSY', status: 429 }] });
  });

  const detail = "Your plan's concurrent generation limit was reached. Please retry shortly.";
  const envelope = { ok: false, code: 'GENERATION_CONCURRENCY_EXCEEDED', detail };
  test.each([
    ['envelope', { ...envelope, error: detail }],
    ['without-error', envelope],
    ['with-meta', { ...envelope, error: detail, meta: { field: null } }],
  ] as const)('writes its 429 in the shape %s', async (shape, body) => {
    const reply = await refusedWith('breeze', { shape });
    expect([reply.status, jsonOf(reply)]).toEqual([429, body]);
  });
});

const message = 'Concurrency limit reached for this account.';
const contract = { status: 'error', error_code: 'rate_limit_exceeded', message, request_id: ID };

function sister(retry_after: number): object {
  return { error: message, code: 'RATE_LIMIT_EXCEEDED', retry_after };
}

describe('Smallest', () => {
  test.each<[shape: RefusalShape, body: (seconds: number) => object]>([
    ['contract', () => contract],
    ['issues', () => ({ error: [{ code: 'custom', path: [], message }] })],
    ['strings', () => ({ error: 'TooManyRequests', message })],
    ['plan', () => ({ status: false, errors: [`${message} Please upgrade your plan.`] })],
    ['details', () => ({ error: message, details: [{ code: 'custom', path: [], message }] })],
    ['deprecated', () => ({ ...contract, recommended_endpoint: '/waves/v1/tts' })],
    ['message', () => ({ message })],
    ['error', () => ({ error: message })],
    ['stt', () => ({ error: message, request_id: ID })],
    ['atoms', (seconds) => ({ status: false, ...sister(seconds) })],
    [
      'atoms-limit',
      (retryAfterSec) => ({ message, rateLimit: { routeClass: 'default', limit: 1, retryAfterSec } }),
    ],
    ['on-prem', sister],
  ])('writes its 429 in the shape %s, with and without Retry-After', async (shape, body) => {
    const bare = await refusedWith('smallest', { shape });
    expect([bare.status, bare.headers['retry-after'], jsonOf(bare)]).toEqual([429, undefined, body(60)]);
    const hinted = await refusedWith('smallest', { shape, retryAfterS: 7 });
    expect([hinted.status, hinted.headers['retry-after'], jsonOf(hinted)]).toEqual([429, '7', body(7)]);
  });

  test.each([
    [400, { error: [{ code: 'custom', path: [], message: 'Invalid input data' }] }],
    [401, { error: 'Unauthorized', message: 'Invalid or missing API key' }],
    [402, { status: 'error', message: 'Insufficient credits.', request_id: ID }],
    [403, expect.objectContaining({ status: 'error' })],
    [404, expect.objectContaining({ error: 'NotFound' })],
    [408, expect.objectContaining({ status: 'error' })],
    [409, expect.objectContaining({ status: 'error' })],
    [410, expect.objectContaining({ error_code: 'MODEL_DEPRECATED', recommended_endpoint: '/waves/v1/tts' })],
    [413, expect.objectContaining({ status: 'error' })],
    [422, expect.objectContaining({ status: 'error' })],
    [500, expect.objectContaining({ error_code: 'internal_server_error' })],
    [502, expect.objectContaining({ error_code: 'upstream_overloaded' })],
    [503, expect.objectContaining({ error_code: 'service_unavailable' })],
    [504, expect.objectContaining({ status: 'error' })],
  ])('a %i is written as the provider documents it', async (status, body) => {
    const reply = await refusedWith('smallest', { status });
    expect([reply.status, jsonOf(reply)]).toEqual([status, body]);
  });

  test.each(['waves/v1/lightning-v2/get_speech', 'waves/v1/lightning-large/stream'])(
    'what became of /%s is said, with what to use instead',
    async (path) => {
      const { simulator } = virtualSimulator('smallest');
      const reply = await simulator.handle(
        { ...smallestSpeech('Hello.'), url: new URL(path, 'http://test.invalid') },
        present(),
      );
      expect([reply.status, jsonOf(reply)]).toEqual([
        410,
        expect.objectContaining({ recommended_endpoint: '/waves/v1/tts' }),
      ]);
    },
  );
});

describe.each(['breeze', 'smallest'] as const)('%s', (provider) => {
  test.each([
    ['text', 'text/plain; charset=utf-8', expect.stringMatching(/limit/)],
    ['html', 'text/html; charset=utf-8', expect.stringMatching(/<h1>502<\/h1>/)],
    ['empty', undefined, ''],
  ] as const)('may answer an error as %s', async (shape, type, body) => {
    const status = shape === 'html' ? 502 : 429;
    const reply = await refusedWith(provider, { shape, status });
    expect([reply.status, reply.headers['content-type'], reply.body]).toEqual([status, type, body]);
  });

  test.each([
    ['seconds', { 'retry-after': '90' }],
    ['date', { 'retry-after': 'Thu, 01 Jan 1970 00:01:30 GMT' }],
    ['milliseconds', { 'retry-after-ms': '90000' }],
    ['reset', { 'x-ratelimit-reset': '90' }],
  ] as const)('may say when to try again in %s', async (retryAfterAs, headers) => {
    const reply = await refusedWith(provider, { retryAfterS: 90, retryAfterAs });
    expect(reply.headers).toMatchObject(headers);
  });

  test('the refusals of a full account are written as they are told to be', async () => {
    const { simulator } = virtualSimulator(provider, { busy: { shape: 'text', retryAfterS: 3 } });
    simulator.control({ foreign: { slots: 3 } });
    const asked = provider === 'breeze' ? breezeSpeech('Hello.') : smallestSpeech('Hello.');
    const reply = await simulator.handle(asked, present());
    expect([reply.status, reply.headers['retry-after'], reply.body]).toEqual([
      429,
      '3',
      expect.stringMatching(/limit/),
    ]);
    simulator.control({ busy: {} });
    expect((await simulator.handle(asked, present())).headers).not.toHaveProperty('retry-after');
  });

  test("a shape of the other provider's is none", () => {
    const shape = provider === 'breeze' ? 'contract' : 'envelope';
    expect(() => virtualSimulator(provider, { busy: { shape } })).toThrow(`shape is "${shape}". Pass one of`);
  });
});
