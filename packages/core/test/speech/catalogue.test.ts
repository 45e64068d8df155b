import { describe, expect, it } from 'vitest';
import { breeze } from '../../src/providers/breeze/breeze.ts';
import { smallest } from '../../src/providers/smallest/smallest.ts';
import { askLimit, getVoice, listVoices } from '../../src/speech/catalogue.ts';
import { errorAnswer, FakeService, type Answering } from './support/fake-service.ts';

function json(body: unknown): Answering {
  return () => Response.json(body);
}

const NOVA = { id: 'nova', name: 'Nova', description: null, previewUrl: null, labels: {} };

describe('listing voices', () => {
  it('joins the pages, in their order', async () => {
    const service = new FakeService(
      json({ voices: [{ voice_id: 'nova', name: 'Nova' }], has_more: true, page: 1 }),
      json({ voices: [{ voice_id: 'echo' }], has_more: false }),
    );
    const voices = await listVoices(breeze({ fetch: service.fetch, headers: { 'x-session': 'one' } }));
    expect(voices).toMatchObject([NOVA, { id: 'echo' }]);
    expect(service.requests.map(({ url }) => url)).toEqual([
      '/api/breeze/v1/voices?page_size=100',
      '/api/breeze/v1/voices?page_size=100&page=2',
    ]);
    expect(service.requests[0]?.headers).toEqual({ accept: 'application/json', 'x-session': 'one' });
  });

  it('ends, also where the list leads in circles', async () => {
    const page = json({ voices: [{ voice_id: 'nova' }], has_more: true, next_page_token: 'again' });
    const service = new FakeService(...Array.from({ length: 100 }, () => page));
    expect(await listVoices(breeze({ fetch: service.fetch }))).toHaveLength(100);
  });

  it('is of one model where voices belong to models', async () => {
    const service = new FakeService(json({ voices: [{ voiceId: 'nova', displayName: 'Nova' }] }));
    expect(await listVoices(smallest({ fetch: service.fetch }), { model: 'lightning_v3.1_pro' })).toEqual([
      NOVA,
    ]);
    expect(service.requests[0]?.url).toBe('/api/smallest/waves/v1/lightning-v3.1-pro/get_voices');
  });

  it.each([
    [errorAnswer(401, { code: 'AUTH_REQUIRED' }), 'unauthorized'],
    [json({ ok: true }), 'ambiguous'],
    [(): Response => new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'invalid'],
    [(): Response => new Response(''), 'truncated'],
    [
      (): Response => new Response('{"voices":[', { headers: { 'content-type': 'application/json' } }),
      'ambiguous',
    ],
    [(): Response => new Response(new Uint8Array(4_000_001)), 'ambiguous'],
    [(): Promise<Response> => Promise.reject(new TypeError('Failed to fetch')), 'offline'],
  ])('fails with a typed error: %#', async (answer, code) => {
    const { fetch } = new FakeService(answer);
    await expect(listVoices(breeze({ fetch }))).rejects.toMatchObject({
      code,
      message: expect.stringContaining('Failed to list the voices of Breeze: '),
    });
  });

  it('ends when its signal does', async () => {
    const controller = new AbortController();
    const { fetch } = new FakeService(() => new Promise(() => undefined));
    const listed = listVoices(breeze({ fetch }), { signal: controller.signal });
    controller.abort();
    await expect(listed).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('says where a provider has no list', async () => {
    const { voices: _, ...provider } = breeze();
    await expect(listVoices(provider)).rejects.toMatchObject({ code: 'invalid-option' });
  });
});

describe('what the account allows', () => {
  it('is asked for where the provider takes that', async () => {
    const answer = json({ plan_code: 'pro', max_concurrent_generations: 20, max_queued_generations: 5 });
    expect(await askLimit(breeze({ fetch: new FakeService(answer).fetch }))).toEqual({
      slots: 20,
      plan: 'pro',
    });
    expect(await askLimit(smallest())).toBeNull();
  });

  it('fails with a typed error where that is refused', async () => {
    const { fetch } = new FakeService(errorAnswer(401, {}));
    await expect(askLimit(breeze({ fetch }))).rejects.toMatchObject({ code: 'unauthorized' });
  });
});

describe('one voice', () => {
  it('is asked for by its id where the provider takes that', async () => {
    const service = new FakeService(json({ voice_id: 'nova', name: 'Nova' }));
    expect(await getVoice(breeze({ fetch: service.fetch }), 'nova')).toEqual(NOVA);
    expect(service.requests[0]?.url).toBe('/api/breeze/v1/voices/nova');
  });

  it('is looked up in the list elsewhere', async () => {
    const list = json({ voices: [{ voiceId: 'nova', displayName: 'Nova' }] });
    const provider = smallest({ fetch: new FakeService(list, list).fetch });
    expect(await getVoice(provider, 'nova')).toEqual(NOVA);
    await expect(getVoice(provider, 'nobody')).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('"nobody"'),
    });
  });

  it('that is not there is an error that says where voices are listed', async () => {
    const answer = errorAnswer(404, { ok: false, code: 'RESOURCE_NOT_FOUND', detail: 'Voice not found.' });
    await expect(getVoice(breeze({ fetch: new FakeService(answer).fetch }), 'nobody')).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('GET /v1/voices'),
    });
  });
});
