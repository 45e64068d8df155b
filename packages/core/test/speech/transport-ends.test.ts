import { describe, expect, it, vi } from 'vitest';
import { breeze } from '../../src/providers/breeze/breeze.ts';
import type { HeadersGiven } from '../../src/providers/provider.ts';
import { transfer } from '../../src/speech/transport.ts';
import { Deferred } from './support/deferred.ts';
import { audioAnswer, FakeService, LiveBody, noAnswer } from './support/fake-service.ts';
import { run } from './support/run-transfer.ts';
import { VirtualClock } from '../../src/testing/virtual-clock.ts';
import { settle } from './support/settle.ts';

function failedWith(code: string, details: object = {}): unknown {
  return expect.objectContaining({ code, details });
}

describe('an answer that goes wrong', () => {
  it('is truncated when it breaks off', async () => {
    const body = new LiveBody();
    const running = run(new FakeService(audioAnswer(body)).fetch);
    await settle();
    body.write(1, 0);
    await settle();
    body.breakOff();
    await settle();
    expect(running).toMatchObject({ audio: [1, 0], completions: 0, outcome: failedWith('truncated') });
    expect(running.outcome?.message).toContain('2 bytes');
  });

  it('is truncated when it has no body', async () => {
    const running = run(new FakeService(() => new Response(null, { status: 204 })).fetch);
    await settle();
    expect(running.outcome).toEqual(failedWith('truncated'));
  });

  it('runs out of time when audio stops coming for 10 s', async () => {
    const body = new LiveBody();
    const running = run(new FakeService(audioAnswer(body)).fetch);
    await running.clock.advance(29_000);
    body.write(1, 0);
    await running.clock.advance(9999);
    body.write(2, 0);
    await running.clock.advance(9999);
    expect(running.outcome).toBeUndefined();
    await running.clock.advance(1);
    expect(running.outcome).toEqual(failedWith('timeout'));
    expect(body.isCancelled).toBe(true);
  });

  it('ends when it goes on beyond any speech of the text', async () => {
    const body = new LiveBody();
    const running = run(new FakeService(audioAnswer(body)).fetch, {}, 4);
    await settle();
    body.write(1, 0, 2, 0);
    body.write(3, 0);
    await settle();
    expect(running).toMatchObject({ audio: [1, 0, 2, 0], outcome: failedWith('ambiguous') });
    expect(body.isCancelled).toBe(true);
  });

  it('is refused when it is a web page, and closed', async () => {
    const body = new LiveBody();
    const page = (): Response => new Response(body.stream, { headers: { 'content-type': 'text/html' } });
    const running = run(new FakeService(page).fetch);
    await settle();
    body.write(...Buffer.from('<html>'));
    await settle();
    expect(running).toMatchObject({ audio: [], outcome: failedWith('invalid') });
    expect(running.outcome?.message).toContain('baseUrl');
    expect(body.isCancelled).toBe(true);
  });
});

describe('a request that is cancelled', () => {
  it('is never sent when it was cancelled before, nor are headers asked for', async () => {
    const service = new FakeService();
    const headers = vi.fn<() => HeadersGiven>(() => ({}));
    const running = run(service.fetch, { headers }, 1000, AbortSignal.abort());
    await settle();
    expect(running.outcome).toEqual(failedWith('cancelled'));
    expect(headers).not.toHaveBeenCalled();
    expect(service.requests).toEqual([]);
  });

  it('is not sent when it is cancelled while headers are asked for', async () => {
    const service = new FakeService();
    const running = run(service.fetch, { headers: () => new Promise(() => undefined) });
    await settle();
    running.cancel();
    await settle();
    expect(running.outcome).toEqual(failedWith('cancelled'));
    expect(service.requests).toEqual([]);
  });

  it('is over at once while it waits for its answer', async () => {
    const service = new FakeService(noAnswer);
    const running = run(service.fetch);
    await settle();
    running.cancel();
    await settle();
    expect(running.outcome).toEqual(failedWith('cancelled'));
    expect(running.clock.pending).toBe(0);
  });

  it('is over when its body is closed, not before', async () => {
    const body = new LiveBody();
    const closing = new Deferred<void>();
    body.cancelling = closing.promise;
    const running = run(new FakeService(audioAnswer(body)).fetch);
    await settle();
    body.write(1, 0);
    await settle();
    running.cancel();
    await settle();
    expect(body.isCancelled).toBe(true);
    expect(running.outcome).toBeUndefined();
    closing.resolve();
    await settle();
    expect(running).toMatchObject({ audio: [1, 0], outcome: failedWith('cancelled') });
    expect(running.clock.pending).toBe(0);
  });

  it('does not wait for ever for a body that will not close', async () => {
    const body = new LiveBody();
    body.cancelling = new Promise(() => undefined);
    const running = run(new FakeService(audioAnswer(body)).fetch);
    await settle();
    running.cancel();
    await running.clock.advance(999);
    expect(running.outcome).toBeUndefined();
    await running.clock.advance(1);
    expect(running.outcome).toEqual(failedWith('cancelled'));
  });

  it('closes the answer of a fetch that did not heed the signal', async () => {
    const body = new LiveBody();
    const answer = new Deferred<Response>();
    const running = run(() => answer.promise);
    await settle();
    running.cancel();
    await settle();
    expect(running.outcome).toBeUndefined();
    answer.resolve(new Response(body.stream));
    await settle();
    expect(running.outcome).toEqual(failedWith('cancelled'));
    expect(body.isCancelled).toBe(true);
  });
});

describe('a fetch that cannot work', () => {
  it('is named when it does not give a Response', async () => {
    const running = run(() => Promise.resolve('hello'));
    await settle();
    expect(running.outcome).toEqual(failedWith('invalid-option', { option: 'fetch' }));
  });

  it('is not even tried with headers that HTTP does not allow, whose values stay unsaid', async () => {
    const service = new FakeService();
    const running = run(service.fetch, { headers: { 'x-session': 'two\nlines' } });
    await settle();
    expect(running.outcome).toEqual(failedWith('invalid-option', { option: 'headers' }));
    expect(running.outcome?.message).toContain('x-session');
    expect(running.outcome?.message).not.toContain('lines');
  });

  it('says what is missing when there is no page that the address could be relative to', async () => {
    const clock = new VirtualClock();
    const provider = breeze();
    const sent = transfer({
      provider,
      request: provider.toRequest({ text: 'Hello.', voice: 'voc_1' }),
      doing: 'speak',
      signal: new AbortController().signal,
      clock,
      createReader: (contentType) => provider.createReader(contentType),
      longestBytes: 1000,
      onBytes: () => undefined,
      onComplete: () => undefined,
    });
    await expect(sent).rejects.toEqual(failedWith('invalid-option', { option: 'baseUrl' }));
  });
});
