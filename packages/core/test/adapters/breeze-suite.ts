import { codedSamples } from '@cuelight/msw';
import { describe, expect, it } from 'vitest';
import { breeze, type BreezeOptions } from '../../src/providers/breeze/breeze.ts';
import { getVoice, listVoices } from '../../src/speech/catalogue.ts';
import { BREEZE_ERRORS } from '../providers/breeze/documented-errors.ts';
import { AS_IT_IS_MADE, type OpenAccount } from './account.ts';
import { ask, TEXT } from './ask.ts';
import { scenesOf } from './scene.ts';

const PCM = new Uint8Array(codedSamples(TEXT, 24_000).buffer);

/** The Breeze adapter against the simulated service, whatever lies between them. */
export function breezeSuite(open: OpenAccount): void {
  const { scene, askWith } = scenesOf(open, 'breeze', (connection, own?: BreezeOptions) =>
    breeze({ ...connection, ...own }),
  );

  describe('speech of Breeze', () => {
    it('streams in as PCM, every sample of it', async () => {
      const { account, provider } = await scene();
      expect(await ask(provider)).toEqual({ bytes: PCM, error: null });
      expect((await account.journal()).billedCharacters).toBe(provider.billedCharacters(TEXT));
    });

    it('comes as one clip of PCM', async () => {
      const { provider } = await scene();
      expect(await ask(provider, { clip: 'pcm' })).toEqual({ bytes: PCM, error: null });
    });

    it('comes as one WAVE file, 44 bytes longer', async () => {
      const { provider } = await scene();
      const { bytes, error } = await ask(provider, { clip: 'wav' });
      expect(error).toBeNull();
      expect(bytes.subarray(44)).toEqual(PCM);
    });

    it('is billed double for Chinese, as the adapter foretells', async () => {
      const { account, provider } = await scene();
      await ask(provider, { text: '你好, e\u{301}.' });
      expect((await account.journal()).billedCharacters).toBe(provider.billedCharacters('你好, é.'));
    });
  });

  describe('a refusal of Breeze', () => {
    it.each(BREEZE_ERRORS)('%s with %i is %s', async (code, status, kind) => {
      const { error } = await askWith({ code, status });
      expect(error).toMatchObject({ code: kind, details: { status, providerCode: code } });
    });

    it.each([
      ['envelope', 'busy'],
      ['without-error', 'busy'],
      ['with-meta', 'busy'],
      // Without a code nothing says that it is our pool that is full.
      ['text', 'rate-window'],
      ['html', 'rate-window'],
      ['empty', 'rate-window'],
    ] as const)('for the limit, written as "%s", is %s', async (shape, kind) => {
      const { account, provider } = await scene({ busy: { shape } });
      await account.control({ foreign: { slots: 3 } });
      expect((await ask(provider)).error).toMatchObject({ code: kind, details: { status: 429 } });
    });

    it('for the limit says which it is', async () => {
      const { account, provider } = await scene();
      await account.control({ foreign: { slots: 3 } });
      expect((await ask(provider)).error).toMatchObject({
        details: { limit: 3, link: 'https://docs.breezeblue.ai/reference/rate-limits' },
        message: expect.stringContaining('a higher plan has more'),
      });
    });

    it.each(['seconds', 'milliseconds'] as const)('may ask to wait, in %s', async (retryAfterAs) => {
      const { error } = await askWith({ retryAfterS: 7, retryAfterAs });
      expect(error?.details.retryAfterMs).toBe(7000);
    });

    it.each(['date', 'reset'] as const)('may ask to wait until a moment, as a %s', async (retryAfterAs) => {
      const { error } = await askWith({ retryAfterS: 7, retryAfterAs });
      // Both are told in whole seconds.
      expect(Math.round((error?.details.retryAfterMs ?? 0) / 2000)).toBeOneOf([3, 4]);
    });

    it('may ask to wait where no page can see it', async () => {
      const { error } = await askWith({ retryAfterS: 7, hideHeaders: true });
      expect(error).toMatchObject({ code: 'busy' });
      expect(error?.details).not.toHaveProperty('retryAfterMs');
    });

    it('for want of capacity is not one of the limit', async () => {
      const { account, provider } = await scene();
      await account.control({ overloaded: true });
      expect((await ask(provider)).error).toMatchObject({ code: 'overloaded' });
    });

    it('of a wrong key is final, unless there are new headers to try', async () => {
      const { account, provider } = await scene({}, { headers: { 'xi-api-key': 'brz_wrong' } });
      expect((await ask(provider)).error).toMatchObject({ code: 'unauthorized' });
      const renewed = breeze({
        baseUrl: account.baseUrl,
        credentials: 'omit',
        headers: (reason) => ({ 'xi-api-key': reason === 'first' ? 'brz_wrong' : 'brz_simulated' }),
      });
      expect((await ask(renewed)).error).toBeNull();
    });

    it('of an unknown voice says where voices are listed', async () => {
      const { provider } = await scene();
      const { error } = await ask(provider, { voice: 'nobody' });
      expect(error).toMatchObject({ code: 'invalid', message: expect.stringContaining('GET /v1/voices') });
    });
  });

  describe('an answer of Breeze that goes wrong', () => {
    it.each([
      ['cut', 'truncated', AS_IT_IS_MADE],
      ['stall', 'timeout', {}],
      ['malformed', 'truncated', {}],
      ['error', 'truncated', AS_IT_IS_MADE],
      ['endless', 'ambiguous', {}],
    ] as const)('by "%s" is %s', async (body, kind, pace) => {
      const { bytes, error } = await askWith({ body, afterBytes: 8000 }, pace);
      expect(error).toMatchObject({ code: kind });
      expect(bytes.subarray(0, 4000)).toEqual(PCM.subarray(0, 4000));
    });

    it('by a cut before the first byte is not mistaken for silence', async () => {
      const { bytes, error } = await askWith({ body: 'cut' });
      expect(bytes).toHaveLength(0);
      expect(['offline', 'truncated']).toContain(error?.code);
    });
  });

  describe('what else Breeze tells', () => {
    it.each([
      ['free', 3, 3],
      ['starter', 6, 8],
      ['creator', 10, 13],
      ['pro', 20, 25],
    ] as const)(
      'an account on the %s plan may have %i at once, or %i with those that wait there',
      async (plan, slots, all) => {
        const account = await open('breeze', { plan });
        const asked = [false, true].map(async (useServerQueue) => {
          const { probe } = breeze({ useServerQueue }).limits;
          const answer: unknown = await (await fetch(`${account.baseUrl}${probe?.request.path}`)).json();
          return probe?.read(answer)?.slots;
        });
        expect(await Promise.all(asked)).toEqual([slots, all]);
        expect([breeze({ plan }).limits.slots, breeze({ plan, useServerQueue: true }).limits.slots]).toEqual([
          slots,
          all,
        ]);
      },
    );

    it('its voices, and each of them', async () => {
      const { provider } = await scene();
      const voices = await listVoices(provider);
      expect(voices.length).toBeGreaterThan(0);
      expect(await Promise.all(voices.map(({ id }) => getVoice(provider, id)))).toEqual(voices);
      await expect(getVoice(provider, 'nobody')).rejects.toMatchObject({ code: 'invalid' });
    });
  });
}
