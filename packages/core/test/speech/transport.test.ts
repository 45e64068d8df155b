import { describe, expect, it } from 'vitest';
import { CuelightError } from '../../src/errors.ts';
import type { HeadersGiven } from '../../src/providers/provider.ts';
import { Deferred } from './support/deferred.ts';
import { audioAnswer, errorAnswer, FakeService, LiveBody, noAnswer } from './support/fake-service.ts';
import { run } from './support/run-transfer.ts';
import { settle } from './support/settle.ts';

function failedWith(code: string, details: object = {}): unknown {
  return expect.objectContaining({ code, details });
}

describe('a request that goes well', () => {
  it('is sent as the provider wrote it, with the headers of the app', async () => {
    const body = new LiveBody();
    const service = new FakeService(audioAnswer(body));
    run(service.fetch, {
      headers: { 'X-Session': 'one', 'Content-Type': 'application/json; charset=utf-8' },
    });
    await settle();
    expect(service.requests).toEqual([
      {
        url: '/api/breeze/v1/text-to-speech/voc_1/stream?output_format=pcm',
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', 'x-session': 'one' },
        body: '{"text":"Hello."}',
        credentials: 'same-origin',
        signal: expect.any(AbortSignal),
      },
    ]);
  });

  it('hands on audio as it comes, and is over only when the body is', async () => {
    const body = new LiveBody();
    const running = run(new FakeService(audioAnswer(body)).fetch);
    await settle();
    body.write(1, 0, 2);
    await settle();
    expect(running).toMatchObject({ audio: [1, 0, 2], completions: 0, outcome: undefined });
    body.write(0);
    body.end();
    await settle();
    expect(running).toMatchObject({ audio: [1, 0, 2, 0], completions: 1, outcome: null });
    expect(running.clock.pending).toBe(0);
  });

  it('asks for headers each time, and waits for them', async () => {
    const headers = new Deferred<HeadersGiven>();
    const service = new FakeService(audioAnswer(new LiveBody()));
    run(service.fetch, { headers: () => headers.promise });
    await settle();
    expect(service.requests).toEqual([]);
    headers.resolve({ authorization: 'Bearer session' });
    await settle();
    expect(service.requests[0]?.headers).toMatchObject({ authorization: 'Bearer session' });
  });
});

describe('a 401', () => {
  it('is tried once more with new headers', async () => {
    const body = new LiveBody();
    const service = new FakeService(errorAnswer(401, { code: 'AUTH_SESSION_EXPIRED' }), audioAnswer(body));
    const running = run(service.fetch, { headers: (reason) => ({ 'x-session': reason }) });
    await settle();
    body.write(1, 0);
    body.end();
    await settle();
    expect(running).toMatchObject({ audio: [1, 0], outcome: null });
    expect(service.requests.map((request) => request.headers['x-session'])).toEqual([
      'first',
      'unauthorized',
    ]);
  });

  it('is not tried a third time', async () => {
    const refused = errorAnswer(401, { code: 'AUTH_REQUIRED', detail: 'No key.' });
    const service = new FakeService(refused, refused);
    const running = run(service.fetch, { headers: (reason) => ({ 'x-session': reason }) });
    await settle();
    expect(running.outcome).toEqual(
      failedWith('unauthorized', { status: 401, providerCode: 'AUTH_REQUIRED' }),
    );
    expect(service.requests).toHaveLength(2);
  });

  it.each([
    ['with fixed headers', { 'x-session': 'one' }],
    ['when the app has nothing new', (reason: string) => (reason === 'first' ? {} : null)],
  ])('is not tried again %s', async (_name, headers) => {
    const service = new FakeService(errorAnswer(401, {}));
    const running = run(service.fetch, { headers });
    await settle();
    expect(running.outcome).toEqual(failedWith('unauthorized', { status: 401 }));
    expect(service.requests).toHaveLength(1);
  });
});

describe('a refusal', () => {
  it('carries status, code and the wait asked for', async () => {
    const body = { ok: false, code: 'GENERATION_CONCURRENCY_EXCEEDED', detail: 'Full.' };
    const running = run(new FakeService(errorAnswer(429, body, { 'retry-after': '2' })).fetch);
    await settle();
    expect(running.outcome).toEqual(
      failedWith('busy', {
        status: 429,
        providerCode: 'GENERATION_CONCURRENCY_EXCEEDED',
        retryAfterMs: 2000,
        limit: 3,
        link: 'https://docs.breezeblue.ai/reference/rate-limits',
      }),
    );
    expect(running.outcome?.message).toMatch(
      /^Failed to speak with voice "voc_1": the account's concurrency limit/,
    );
  });

  it('is understood from what has come of a body that stalls', async () => {
    const body = new LiveBody();
    const answer = (): Response => new Response(body.stream, { status: 503 });
    const running = run(new FakeService(answer).fetch);
    await settle();
    body.write(...Buffer.from('Come back'));
    await running.clock.advance(9999);
    expect(running.outcome).toBeUndefined();
    await running.clock.advance(1);
    expect(running.outcome).toEqual(failedWith('overloaded', { status: 503 }));
    expect(running.outcome?.message).toContain('Come back');
    expect(body.isCancelled).toBe(true);
  });

  it('does not become a timeout because its body comes late', async () => {
    const answer = new Deferred<Response>();
    const body = new LiveBody();
    const running = run(() => answer.promise);
    await running.clock.advance(25_000);
    answer.resolve(new Response(body.stream, { status: 402 }));
    await running.clock.advance(9000);
    body.end();
    await settle();
    expect(running.outcome).toEqual(failedWith('out-of-credit', { status: 402 }));
  });

  it('is read up to a bound only', async () => {
    const body = new LiveBody();
    const running = run(new FakeService(() => new Response(body.stream, { status: 500 })).fetch);
    await settle();
    for (let piece = 0; piece < 20; piece += 1) body.write(...new Uint8Array(8192));
    await settle();
    expect(running.outcome).toEqual(failedWith('transient', { status: 500 }));
    expect(body.isCancelled).toBe(true);
  });
});

describe('a request that nobody answers', () => {
  it('is offline when fetch fails', async () => {
    const failed = new TypeError('Failed to fetch');
    const running = run(() => Promise.reject(failed));
    await settle();
    expect(running.outcome).toEqual(failedWith('offline'));
    expect(running.outcome?.cause).toBe(failed);
    expect(running.outcome?.message).toContain('/api/breeze');
  });

  it('runs out of time after 30 s', async () => {
    const service = new FakeService(noAnswer);
    const running = run(service.fetch);
    await running.clock.advance(29_999);
    expect(running.outcome).toBeUndefined();
    await running.clock.advance(1);
    expect(running.outcome).toEqual(failedWith('timeout'));
    expect(service.requests[0]?.signal.aborted).toBe(true);
    expect(running.clock.pending).toBe(0);
  });

  it('runs out of time after 60 s where it may wait in the queue of the provider', async () => {
    const running = run(new FakeService(noAnswer).fetch, { plan: 'starter', useServerQueue: true });
    await running.clock.advance(59_999);
    expect(running.outcome).toBeUndefined();
    await running.clock.advance(1);
    expect(running.outcome).toEqual(failedWith('timeout'));
  });

  it('runs out of time also when the head of an answer came, but no audio', async () => {
    const body = new LiveBody();
    const running = run(new FakeService(audioAnswer(body)).fetch);
    await running.clock.advance(30_000);
    expect(running.outcome).toEqual(failedWith('timeout'));
    expect(body.isCancelled).toBe(true);
  });

  it('runs out of time also when the headers of the app do not come', async () => {
    const service = new FakeService();
    const running = run(service.fetch, { headers: () => new Promise(() => undefined) });
    await running.clock.advance(30_000);
    expect(running.outcome).toEqual(failedWith('timeout'));
    expect(service.requests).toEqual([]);
  });

  it.each([
    [new TypeError('Failed to fetch'), 'offline'],
    [new Error('No session'), 'unauthorized'],
    ['No session', 'unauthorized'],
    [new CuelightError('out-of-credit', { doing: 'get a token', because: 'none is left' }), 'out-of-credit'],
  ])('says why when the headers of the app fail with %o', async (error, code) => {
    const service = new FakeService();
    const running = run(service.fetch, { headers: () => Promise.reject(error) });
    await settle();
    expect(running.outcome).toEqual(failedWith(code));
    expect(service.requests).toEqual([]);
  });
});
