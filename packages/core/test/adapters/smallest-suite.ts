import { codedSamples, type SseFraming } from '@cuelight/msw';
import { describe, expect, it } from 'vitest';
import { smallest, type SmallestOptions } from '../../src/providers/smallest/smallest.ts';
import { getVoice, listVoices } from '../../src/speech/catalogue.ts';
import { SMALLEST_STATUSES } from '../providers/smallest/documented-errors.ts';
import { AS_IT_IS_MADE, type OpenAccount } from './account.ts';
import { ask, TEXT } from './ask.ts';
import { scenesOf } from './scene.ts';

const FRAMINGS: readonly SseFraming[] = ['current', 'previous', 'chunk', 'nested'];

function pcm(sampleRateHz: number): Uint8Array {
  return new Uint8Array(codedSamples(TEXT, sampleRateHz).buffer);
}

/** The Smallest AI adapter against the simulated service, whatever lies between them. */
export function smallestSuite(open: OpenAccount): void {
  const { scene, askWith } = scenesOf(open, 'smallest', (connection, own?: SmallestOptions) =>
    smallest({ ...connection, ...own }),
  );

  describe('speech of Smallest AI', () => {
    it.each(FRAMINGS)('streams in as events framed "%s", every sample of it', async (framing) => {
      const { account, provider } = await scene({ framing });
      expect(await ask(provider)).toEqual({ bytes: pcm(24_000), error: null });
      expect((await account.journal()).billedCharacters).toBe(provider.billedCharacters(TEXT));
    });

    it.each([8000, 16_000, 44_100] as const)('comes at %i Hz', async (sampleRateHz) => {
      const { provider } = await scene({}, { sampleRateHz });
      expect(await ask(provider)).toEqual({ bytes: pcm(sampleRateHz), error: null });
    });

    it('comes as one clip of PCM, though its type says WAVE', async () => {
      const { provider } = await scene();
      expect(await ask(provider, { clip: 'pcm' })).toEqual({ bytes: pcm(24_000), error: null });
    });

    it('comes as one WAVE file, 44 bytes longer', async () => {
      const { provider } = await scene();
      const { bytes, error } = await ask(provider, { clip: 'wav' });
      expect(error).toBeNull();
      expect(bytes.subarray(44)).toEqual(pcm(24_000));
    });

    it.each(['ulaw', 'alaw'] as const)('comes as one clip of %s, a byte for each sample', async (clip) => {
      const { provider } = await scene();
      const { bytes, error } = await ask(provider, { clip });
      expect([bytes.length, error]).toEqual([pcm(24_000).length / 2, null]);
    });
  });

  describe('a refusal of Smallest AI', () => {
    it.each(SMALLEST_STATUSES)('%i is %s', async (status, kind) => {
      const { error } = await askWith({ status, shape: 'text' });
      expect(error).toMatchObject({ code: kind, details: { status } });
    });

    it.each([
      'contract',
      'issues',
      'strings',
      'plan',
      'details',
      'message',
      'error',
      'stt',
      'atoms',
      'atoms-limit',
      'on-prem',
      'text',
      'html',
      'empty',
    ] as const)('for the limit, written as "%s", is busy', async (shape) => {
      const { account, provider } = await scene({ busy: { shape } });
      await account.control({ foreign: { slots: 1 } });
      expect((await ask(provider)).error).toMatchObject({
        code: 'busy',
        details: { status: 429, limit: 1, link: 'https://docs.smallest.ai' },
      });
    });

    it.each([
      ['contract', 'seconds'],
      ['contract', 'milliseconds'],
      ['atoms', 'body'],
      ['atoms-limit', 'body'],
      ['on-prem', 'body'],
    ] as const)('written as "%s" may ask to wait, in %s', async (shape, retryAfterAs) => {
      const { error } = await askWith({ shape, retryAfterS: 7, retryAfterAs });
      expect(error).toMatchObject({ code: 'busy', details: { retryAfterMs: 7000 } });
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

    it('for a retired model names the one to use', async () => {
      const { error } = await askWith({ status: 410 });
      expect(error).toMatchObject({ code: 'invalid', message: expect.stringContaining('lightning_v3.1') });
    });

    it('for want of capacity is not one of the limit', async () => {
      const { account, provider } = await scene();
      await account.control({ overloaded: true });
      expect((await ask(provider)).error).toMatchObject({ code: 'overloaded' });
    });

    it('of a wrong key is final, unless there are new headers to try', async () => {
      const { account, provider } = await scene({}, { headers: { authorization: 'Bearer wrong' } });
      expect((await ask(provider)).error).toMatchObject({ code: 'unauthorized' });
      const renewed = smallest({
        baseUrl: account.baseUrl,
        credentials: 'omit',
        headers: (reason) => ({ authorization: `Bearer ${reason === 'first' ? 'wrong' : 'sk_simulated'}` }),
      });
      expect((await ask(renewed)).error).toBeNull();
    });

    it('of an unknown voice says where voices are listed', async () => {
      const { provider } = await scene();
      const { error } = await ask(provider, { voice: 'nobody' });
      expect(error).toMatchObject({ code: 'invalid', message: expect.stringContaining('get_voices') });
    });

    it('of an unknown model quotes what the service says', async () => {
      const { provider } = await scene();
      const { error } = await ask(provider, { model: 'lightning-v9' });
      expect(error).toMatchObject({ code: 'invalid', message: expect.stringContaining('lightning-v9') });
    });
  });

  describe('an answer of Smallest AI that goes wrong', () => {
    it.each([
      ['cut', 'truncated', AS_IT_IS_MADE],
      ['end', 'truncated', {}],
      ['stall', 'timeout', {}],
      ['malformed', 'ambiguous', {}],
      ['error', 'ambiguous', {}],
      ['endless', 'ambiguous', {}],
    ] as const)('by "%s" is %s', async (body, kind, pace) => {
      const { bytes, error } = await askWith({ body, afterBytes: 8000 }, pace);
      expect(error).toMatchObject({ code: kind });
      expect(bytes.subarray(0, 4000)).toEqual(pcm(24_000).subarray(0, 4000));
    });
  });

  describe('what else Smallest AI tells', () => {
    it.each(['lightning_v3.1', 'lightning_v3.1_pro'])('the voices of %s', async (model) => {
      const { provider } = await scene();
      const voices = await listVoices(provider, { model });
      expect(voices.length).toBeGreaterThan(0);
      const [first] = voices;
      expect(await getVoice(provider, first?.id ?? '', { model })).toEqual(first);
    });
  });
}
