import { afterEach, describe, expect, test } from 'vitest';
import type { AccountOptions } from '../../src/options.ts';
import type { ProviderId } from '../../src/server.ts';
import { codedSamples } from '../../src/voices/code.ts';
import { samplesOf } from '../support/sound.ts';
import { Client } from './client.ts';
import { doors, type Doorway } from './doors.ts';

const TEXT = 'One voice at a time.';
const QUICK = { firstByteMs: 0, speed: Infinity, releaseLagMs: 0 } as const;

describe.each(doors)('through $name', ({ open }) => {
  let doorway: Doorway | null = null;
  afterEach(async () => {
    await doorway?.close();
    doorway = null;
  });

  async function enter(provider: ProviderId, options: AccountOptions = {}): Promise<Client> {
    doorway = await open(provider, { ...QUICK, ...options });
    return new Client(provider, doorway);
  }

  test.each(['breeze', 'smallest'] as const)('%s speaks every sample of a text', async (provider) => {
    const client = await enter(provider);
    const response = await client.speak(TEXT);
    expect(response.status).toBe(200);
    expect(samplesOf(await soundOf(provider, response))).toEqual(codedSamples(TEXT, 24_000));
    expect(await client.journal()).toMatchObject({ slotsTaken: 0, counts: { requests: 1, done: 1 } });
  });

  test('the headers that the provider documents are there, and none of them where they are hidden', async () => {
    const client = await enter('breeze', { busy: { retryAfterS: 2 }, limit: 1 });
    const response = await client.speak(TEXT, '', { 'xi-api-key': 'brz_simulated' });
    expect(response.headers.get('content-type')).toBe('audio/pcm');
    expect(response.headers.get('history-item-id')).toMatch(/^hist_[0-9a-f]{32}$/);
    expect(response.headers.get('x-breeze-api-key-id')).toBe('key_simulated');
    await client.control({ foreign: { slots: 1 } });
    const refused = await client.speak(TEXT);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '2']);
    const hidden = await client.speak(TEXT, 'fault.hideHeaders=true');
    expect([hidden.status, hidden.headers.get('retry-after')]).toEqual([429, null]);
    expect(hidden.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  test('what exceeds the limit is refused, until a slot is free', async () => {
    const client = await enter('breeze', { plan: 'free' });
    await client.control({ hold: true });
    const three = ['One.', 'Two.', 'Three.'].map((text) => client.speak(text));
    await client.until(({ inFlight }) => inFlight === 3);
    const fourth = await client.speak('Four.');
    expect(fourth.status).toBe(429);
    expect(await fourth.json()).toMatchObject({ ok: false, code: 'GENERATION_CONCURRENCY_EXCEEDED' });
    await client.control({ hold: false });
    for (const answer of await Promise.all(three))
      expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(0);
    expect((await client.speak('Four.')).status).toBe(200);
    expect(await client.journal()).toMatchObject({ peakInFlight: 3, peakOffered: 4, counts: { refused: 1 } });
  });

  test('what may wait is answered when its turn comes', async () => {
    const client = await enter('breeze', { plan: 'starter', limit: 1 });
    await client.control({ foreign: { slots: 1 } });
    const waiting = client.speak(TEXT);
    await client.until((journal) => journal.waiting === 1);
    await client.control({ foreign: { slots: 0 } });
    expect((await waiting).status).toBe(200);
  });

  test('the first bytes come while the rest is held back', async () => {
    const client = await enter('smallest', { faults: [{ body: 'stall', afterBytes: 3000 }] });
    const reader = bodyOf(await client.speak(TEXT)).getReader();
    let received = 0;
    while (received < 3000) received += (await reader.read()).value?.length ?? 0;
    expect(received).toBe(3000);
    expect(await client.journal()).toMatchObject({ inFlight: 1 });
    await reader.cancel();
    await client.until(({ counts }) => counts.aborted === 1);
  });

  test('a client that leaves frees its slot after the release lag', async () => {
    const client = await enter('smallest', { releaseLagMs: 1, faults: [{ onRequest: 1, body: 'stall' }] });
    const leaving = new AbortController();
    const answer = client.speak(TEXT, '', {}, leaving.signal).then(
      () => 'an answer',
      (error: unknown) => (error instanceof Error ? error.name : ''),
    );
    await client.until(({ inFlight }) => inFlight === 1);
    leaving.abort();
    expect(await answer).toBe('AbortError');
    await client.until(({ slotsTaken }) => slotsTaken === 0);
    expect((await client.speak(TEXT)).status).toBe(200);
  });

  test.each([0, 1, 5000])(
    'a connection that is cut after %i bytes is an error, not an end',
    async (afterBytes) => {
      const client = await enter('breeze', { faults: [{ body: 'cut', afterBytes }] });
      const ending = client.speak(TEXT).then((response) => response.arrayBuffer());
      await expect(ending).rejects.toThrow(TypeError);
      expect(await client.journal()).toMatchObject({ slotsTaken: 0, counts: { failed: 1 } });
    },
  );

  test('an answer that ends too early is a whole answer to HTTP', async () => {
    const client = await enter('smallest', { faults: [{ body: 'end', afterBytes: 3000 }] });
    const body = await (await client.speak(TEXT)).text();
    expect(body).toHaveLength(3000);
    expect(body).not.toContain('"done":true');
  });

  test('faults are asked for in the options, by the controls, and in the URL of one request', async () => {
    const client = await enter('breeze', { faults: [{ status: 500 }] });
    const statuses = [
      (await client.speak(TEXT)).status,
      (await client.speak(TEXT, 'fault.status=502')).status,
      (await client.control({ faults: [{ onRequest: 2, status: 503 }] })).status,
      (await client.speak(TEXT)).status,
      (await client.speak(TEXT)).status,
      (await client.speak(TEXT)).status,
    ];
    expect(statuses).toEqual([500, 502, 200, 200, 503, 200]);
  });

  test('a fault that there is not is named', async () => {
    const client = await enter('breeze');
    const response = await client.speak(TEXT, 'fault.body=explode');
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining('body is \\"explode\\". Pass one of \\"cut\\"'),
    ]);
  });

  test('other paths are answered as the provider does', async () => {
    const client = await enter('breeze', { plan: 'pro' });
    expect(await (await client.get('/v1/entitlements')).json()).toEqual({
      plan_code: 'pro',
      max_concurrent_generations: 20,
      max_queued_generations: 5,
    });
    expect((await client.get('/v1/nothing')).status).toBe(404);
  });
});

function bodyOf({ body }: Response): ReadableStream<Uint8Array> {
  if (body === null) throw new Error('an answer without a body');
  return body;
}

async function soundOf(provider: ProviderId, response: Response): Promise<Uint8Array> {
  if (provider === 'breeze') return new Uint8Array(await response.arrayBuffer());
  const audio = [...(await response.text()).matchAll(/"audio":"([^"]*)"/g)];
  return Buffer.concat(audio.map(([, text = '']) => Buffer.from(text, 'base64')));
}
