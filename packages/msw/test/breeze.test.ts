import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codedSamples, type Simulator, startSimulator } from '../src/server.ts';
import { failureOf, postJson, until, voicesIn } from './support/http.ts';
import { samplesOf } from './support/sound.ts';

const TEXT = 'One voice at a time, across every tab.';

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ provider: 'breeze', voice: 'code', firstByteMs: 1, speed: 1e6 });
});
beforeEach(() => {
  simulator.control({ reset: true, plan: 'free', hold: false, foreign: { slots: 0 } });
});
afterAll(() => simulator.close());

function speak(
  body: unknown,
  { voice = 'code', query = '?output_format=pcm', headers = {}, signal = new AbortController().signal } = {},
): Promise<Response> {
  return postJson(`${simulator.url}/v1/text-to-speech/${voice}/stream${query}`, body, { headers, signal });
}

describe('streamed speech', () => {
  test('is raw 16-bit PCM at 24 kHz, chunked, with the id of the history item', async () => {
    const response = await speak({ text: TEXT, model_id: 'breeze-tts-2', language_code: 'en' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('audio/pcm');
    expect(response.headers.get('transfer-encoding')).toBe('chunked');
    expect(samplesOf(new Uint8Array(await response.arrayBuffer()))).toEqual(codedSamples(TEXT, 24_000));
    const { id, ...entry } = simulator.journal().entries[0] ?? { id: '' };
    expect(response.headers.get('history-item-id')).toBe(`hist_${id.replaceAll('-', '')}`);
    expect(entry).toMatchObject({ provider: 'breeze', voice: 'code', text: TEXT, outcome: 'done' });
  });

  test('is billed by characters after normalisation, Chinese, Japanese and Korean double', async () => {
    await (await speak({ text: 'Cafe\u0301 世界' })).arrayBuffer();
    expect(simulator.journal().billedCharacters).toBe(5 + 2 * 2);
  });
});

describe('admission', () => {
  test('the 4th request on Free is refused with the documented body, and a slot is free again at the end', async () => {
    simulator.control({ hold: true });
    const admitted = [1, 2, 3].map((n) => speak({ text: `Sentence ${n}.` }));
    await until(simulator, (journal) => journal.inFlight === 3);
    const refused = await speak({ text: 'One too many.' });
    expect(refused.status).toBe(429);
    expect(await refused.json()).toEqual({
      ok: false,
      code: 'GENERATION_CONCURRENCY_EXCEEDED',
      detail: "Your plan's concurrent generation limit was reached. Please retry shortly.",
      error: "Your plan's concurrent generation limit was reached. Please retry shortly.",
    });
    simulator.control({ hold: false });
    for (const response of await Promise.all(admitted)) await response.arrayBuffer();
    const again = await speak({ text: 'Now it fits.' });
    expect(again.status).toBe(200);
    await again.arrayBuffer();
    expect(simulator.journal()).toMatchObject({
      inFlight: 0,
      peakInFlight: 3,
      peakOffered: 4,
      counts: { requests: 5, done: 4, refused: 1 },
    });
    expect(simulator.journal().entries[3]).toMatchObject({
      text: 'One too many.',
      outcome: 'refused',
      reason: 'GENERATION_CONCURRENCY_EXCEEDED',
    });
  });

  test('Starter lets two more wait, which are spoken when slots come free', async () => {
    simulator.control({ plan: 'starter', hold: true });
    const responses = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => speak({ text: `Sentence ${n}.` }));
    await until(simulator, (journal) => journal.inFlight === 6 && journal.waiting === 2);
    expect((await speak({ text: 'One too many.' })).status).toBe(429);
    simulator.control({ hold: false });
    for (const response of await Promise.all(responses)) expect(response.status).toBe(200);
    await until(simulator, (journal) => journal.counts.done === 8);
    expect(simulator.journal()).toMatchObject({ peakInFlight: 6, peakOffered: 9 });
  });

  test('a foreign device of the account takes slots too, until it is released', async () => {
    simulator.control({ foreign: { slots: 3 } });
    expect((await speak({ text: TEXT })).status).toBe(429);
    simulator.control({ foreign: { slots: 2 } });
    const response = await speak({ text: TEXT });
    expect(response.status).toBe(200);
    await response.arrayBuffer();
  });

  test('a request that is aborted frees its slot after the release lag', async () => {
    simulator.control({ limit: 1, hold: true });
    const client = new AbortController();
    const answer = speak({ text: TEXT }, { signal: client.signal });
    await until(simulator, (journal) => journal.inFlight === 1);
    client.abort();
    expect(await failureOf(answer)).toMatchObject({ name: 'AbortError' });
    const journal = await until(
      simulator,
      ({ counts, slotsTaken }) => counts.aborted === 1 && slotsTaken === 0,
    );
    expect(journal.inFlight).toBe(0);
  });
});

describe('a wrong request', () => {
  test.each([
    [{ text: TEXT, seed: 1 }, 'Unknown field seed.'],
    [{ text: TEXT, constructor: 1 }, 'Unknown field constructor.'],
    [{ text: TEXT, voice_settings: { speed: 1 } }, 'Unknown field voice_settings.speed.'],
    [
      { text: TEXT, voice_settings: { guidance_scale: 11 } },
      'voice_settings.guidance_scale must be a number from 1 to 10.',
    ],
    [{ text: TEXT, language_code: 'en-GB' }, 'language_code must be two letters.'],
    [{ text: 'x'.repeat(1001) }, 'text must have at most 1000 characters.'],
    [{ text: '' }, 'text must be a non-empty string.'],
    [{ text: 5 }, 'text must be a non-empty string.'],
    [{}, 'text is required.'],
  ])('%j gets 422', async (body, detail) => {
    const response = await speak(body);
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({ ok: false, code: 'VALIDATION_ERROR', detail, error: detail });
  });

  test('1,000 characters are not too many, however many units they take', async () => {
    const response = await speak({ text: '😀'.repeat(1000) });
    expect(response.status).toBe(200);
    await response.arrayBuffer();
  });

  test('for an unknown voice gets 404 and is in the journal, without having taken a slot', async () => {
    const response = await speak({ text: TEXT }, { voice: 'voc_nobody' });
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      ok: false,
      code: 'RESOURCE_NOT_FOUND',
      detail: 'Voice not found.',
      error: 'Voice not found.',
    });
    expect(simulator.journal()).toMatchObject({ peakInFlight: 0, billedCharacters: 0 });
    expect(simulator.journal().entries[0]).toMatchObject({
      voice: 'voc_nobody',
      outcome: 'refused',
      reason: 'RESOURCE_NOT_FOUND',
    });
  });

  test.each([
    ['?output_format=ogg', 422],
    ['?output_format=mp3', 501],
    ['', 501],
  ])('with the format %j gets %i', async (query, status) => {
    expect((await speak({ text: TEXT }, { query })).status).toBe(status);
  });

  test('that is no JSON, or too large, is refused', async () => {
    const url = `${simulator.url}/v1/text-to-speech/code/stream?output_format=pcm`;
    expect((await fetch(url, { method: 'POST', body: '{' })).status).toBe(400);
    expect((await fetch(url, { method: 'POST', body: 'x'.repeat(2 << 20) })).status).toBe(413);
  });

  test.each(['/v1/nothing', '/', '/v1/text-to-speech/%E0%A4%A', '/v1/text-to-speech/code/stream'])(
    'GET %s gets 404',
    async (path) => {
      const response = await fetch(`${simulator.url}${path}`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ ok: false, code: 'RESOURCE_NOT_FOUND' });
    },
  );
});

describe('keys', () => {
  const required = { ok: false, code: 'AUTH_REQUIRED' };

  test.each([
    ['xi-api-key', { 'xi-api-key': 'brz_simulated' }],
    ['a bearer token', { authorization: 'Bearer brz_simulated' }],
    ['xi-api-key before a bearer token', { 'xi-api-key': 'brz_simulated', authorization: 'Bearer wrong' }],
  ])('the right one is taken as %s, and its public id is answered', async (_name, headers) => {
    const response = await speak({ text: TEXT }, { headers });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-breeze-api-key-id')).toBe('key_simulated');
    await response.arrayBuffer();
  });

  test.each([
    { 'xi-api-key': 'brz_wrong' },
    { authorization: 'Bearer brz_wrong' },
    { authorization: 'brz_simulated' },
  ])('a wrong one, %j, gets 401 and is in the journal', async (headers) => {
    const response = await speak({ text: TEXT }, { headers });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject(required);
    expect(simulator.journal().entries[0]).toMatchObject({ outcome: 'refused', reason: 'AUTH_REQUIRED' });
    expect((await fetch(`${simulator.url}/v1/voices`, { headers })).status).toBe(401);
  });

  test('none is refused too where one is required', async () => {
    const strict = await startSimulator({
      provider: 'breeze',
      voice: 'code',
      requireKey: true,
      keys: ['brz_a'],
    });
    const entitlements = `${strict.url}/v1/entitlements`;
    expect((await fetch(entitlements)).status).toBe(401);
    expect((await fetch(entitlements, { headers: { 'xi-api-key': 'brz_a' } })).status).toBe(200);
    await strict.close();
  });
});

describe('the catalogue', () => {
  test("tells the plan's limits", async () => {
    simulator.control({ plan: 'creator' });
    expect(await (await fetch(`${simulator.url}/v1/entitlements`)).json()).toEqual({
      plan_code: 'creator',
      max_concurrent_generations: 10,
      max_queued_generations: 3,
    });
  });

  test('lists voices, finds them by name, and gives one', async () => {
    const url = `${simulator.url}/v1/voices`;
    const ids = await voicesIn(await fetch(url), 'voice_id');
    const names = await voicesIn(await fetch(url), 'name');
    expect(await (await fetch(url)).json()).toMatchObject({ has_more: false, total: ids.length, page: 1 });
    expect(ids.every((id) => id.startsWith('voc_'))).toBe(true);
    const nora = { voice_id: ids[names.indexOf('Nora')], name: 'Nora', settings: { guidance_scale: 1 } };
    expect(await (await fetch(`${url}?search=nor`)).json()).toMatchObject({ total: 1, voices: [nora] });
    expect(await (await fetch(`${url}/${nora.voice_id}`)).json()).toMatchObject(nora);
    expect((await fetch(`${url}/voc_nobody`)).status).toBe(404);
  });

  test('is not in the journal', async () => {
    await fetch(`${simulator.url}/v1/voices`);
    expect(simulator.journal().entries).toEqual([]);
  });
});
