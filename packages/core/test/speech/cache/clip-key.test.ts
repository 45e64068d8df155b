import { describe, expect, test } from 'vitest';
import { breeze } from '../../../src/providers/breeze/breeze.ts';
import type { SynthesisRequest } from '../../../src/providers/provider.ts';
import { smallest } from '../../../src/providers/smallest/smallest.ts';
import { clipKey } from '../../../src/speech/cache/clip-key.ts';

const SAID: SynthesisRequest = { text: 'One voice.', voice: 'nova' };
const key = (request: Partial<SynthesisRequest>, provider = smallest()): string =>
  clipKey(provider, { ...SAID, ...request });

describe('the key of a clip', () => {
  test('is the same for the same request', () => {
    expect(key({})).toBe(key({}));
  });

  test.each<[string, Partial<SynthesisRequest>]>([
    ['text', { text: 'One voice' }],
    ['case', { text: 'one voice.' }],
    ['line', { text: 'One\nvoice.' }],
    ['voice', { voice: 'other' }],
    ['model', { model: 'lightning-v2' }],
    ['language', { language: 'hi' }],
    ['speed', { speed: 1.5 }],
  ])('is another for another %s', (_what, request) => {
    expect(key(request)).not.toBe(key({}));
  });

  test.each([
    ['account', smallest({ account: 'other' })],
    ['address', smallest({ baseUrl: '/other' })],
    ['sample rate', smallest({ sampleRateHz: 8000 })],
    ['provider', breeze({ baseUrl: '/api/smallest' })],
  ])('is another for another %s', (_what, provider) => {
    expect(key({}, provider)).not.toBe(key({}));
  });

  test('is the same for texts that cannot sound different', () => {
    expect(key({ text: ' One voice.\n' })).toBe(key({}));
    expect(key({ text: 'Cafe\u0301\r\nnoir' })).toBe(key({ text: 'Caf\u00e9\nnoir' }));
  });

  test('is the same where the provider does not know the option', () => {
    const given = breeze();
    const request = given.toRequest({ ...SAID, speed: 1.5 });
    expect(request.warnings).not.toEqual([]);
    expect(key({ speed: 1.5 }, given)).toBe(key({}, given));
  });
});
