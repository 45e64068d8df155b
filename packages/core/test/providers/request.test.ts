import { describe, expect, it } from 'vitest';
import { breeze } from '../../src/providers/breeze/breeze.ts';
import type { SynthesisRequest } from '../../src/providers/provider.ts';
import { smallest } from '../../src/providers/smallest/smallest.ts';

const REQUEST: SynthesisRequest = { text: 'Hello – "you".', voice: 'voc_1' };

function bodyOf(body: string | undefined): unknown {
  return JSON.parse(body ?? '');
}

describe('a request to Breeze', () => {
  it('names the format and sends nothing that was not given', () => {
    const request = breeze().toRequest(REQUEST);
    expect(request).toMatchObject({
      method: 'POST',
      path: '/v1/text-to-speech/voc_1/stream?output_format=pcm',
      headers: { 'content-type': 'application/json' },
      warnings: [],
    });
    expect(bodyOf(request.body)).toEqual({ text: REQUEST.text });
  });

  it.each(['.', '..', 'half of \ud83d'])(
    'refuses the voice %j, which can be no part of its path',
    (voice) => {
      const refused = expect.objectContaining({ code: 'invalid-option', details: { option: 'voice' } });
      expect(() => breeze().toRequest({ ...REQUEST, voice })).toThrow(refused);
      expect(() => breeze().voices?.one?.(voice)).toThrow(
        expect.objectContaining({ code: 'invalid-option', details: { option: 'id' } }),
      );
    },
  );

  it('sends documented keys only, since the service refuses any other', () => {
    const full = { ...REQUEST, model: 'breeze-tts-2', language: 'en', instructions: 'calm', speed: 1 };
    const request = breeze().toRequest(full);
    expect(bodyOf(request.body)).toEqual({
      text: REQUEST.text,
      model_id: 'breeze-tts-2',
      language_code: 'en',
      instructions: 'calm',
    });
    expect(request.warnings).toEqual([]);
  });

  it('keeps a voice inside its part of the path', () => {
    expect(breeze().toRequest({ ...REQUEST, voice: '../a b?c#d' }).path).toBe(
      '/v1/text-to-speech/..%2Fa%20b%3Fc%23d/stream?output_format=pcm',
    );
  });

  it.each([
    [{ speed: 1.5 }, { text: REQUEST.text }, 'speed 1.5 was left out'],
    [{ language: 'en-GB' }, { text: REQUEST.text, language_code: 'en' }, '"en-GB" was sent as "en"'],
    [{ language: 'auto' }, { text: REQUEST.text }, '"auto" was left out'],
  ])('warns where it cannot honour %o', (extra, body, warning) => {
    const request = breeze().toRequest({ ...REQUEST, ...extra });
    expect(bodyOf(request.body)).toEqual(body);
    expect(request.warnings).toEqual([expect.stringContaining(warning)]);
  });

  it('counts characters as code points, and a request weighs one slot', () => {
    expect(breeze().countCharacters('a😀é')).toBe(3);
    expect(breeze().weight(REQUEST)).toBe(1);
  });
});

describe('a request to Smallest AI', () => {
  it('always names format, rate and language', () => {
    const request = smallest().toRequest({ ...REQUEST, voice: 'magnus' });
    expect(request).toMatchObject({ method: 'POST', path: '/waves/v1/tts/live', warnings: [] });
    expect(bodyOf(request.body)).toEqual({
      text: REQUEST.text,
      voice_id: 'magnus',
      language: 'en',
      sample_rate: 24_000,
      output_format: 'pcm',
    });
  });

  it('takes what the request says before what the provider was set up with', () => {
    const provider = smallest({ sampleRateHz: 44_100, language: 'hi', model: 'lightning_v3.1' });
    expect(provider.format).toEqual({ encoding: 's16le', sampleRateHz: 44_100, channels: 1 });
    expect(bodyOf(provider.toRequest(REQUEST).body)).toMatchObject({
      sample_rate: 44_100,
      language: 'hi',
      model: 'lightning_v3.1',
    });
    const request = provider.toRequest({
      ...REQUEST,
      language: 'auto',
      model: 'lightning_v3.1_pro',
      speed: 0.5,
    });
    expect(bodyOf(request.body)).toMatchObject({ language: 'auto', model: 'lightning_v3.1_pro', speed: 0.5 });
  });

  it.each([
    [{ instructions: 'calm' }, 'instructions'],
    [{ language: 'en-GB' }, '"en-GB" was sent as "en"'],
  ])('warns where it cannot honour %o', (extra, warning) => {
    expect(smallest().toRequest({ ...REQUEST, ...extra }).warnings).toEqual([
      expect.stringContaining(warning),
    ]);
  });

  it.each([0.4, 2.1])('refuses a speed of %o', (speed) => {
    expect(() => smallest().toRequest({ ...REQUEST, speed })).toThrow(
      expect.objectContaining({ code: 'invalid-option', details: { option: 'speed' } }),
    );
  });
});
