import { describe, expect, test } from 'vitest';
import type { SimulatedRequest } from '../src/wire/wire.ts';
import { codedSamples } from '../src/voices/code.ts';
import { alawByte, ulawByte } from '../src/voices/g711.ts';
import { readWave } from '../src/voices/wav.ts';
import { isObject } from '../src/wire/json.ts';
import { samplesOf } from './support/sound.ts';
import { bytesOf, jsonOf, post, present, virtualSimulator } from './support/simulated.ts';

const TEXT = 'One voice at a time.';
const SPOKEN = codedSamples(TEXT, 24_000);
const QUICK = { firstByteMs: 0, speed: Infinity } as const;

function breezeClip(query: string): SimulatedRequest {
  return post(`/v1/text-to-speech/code${query}`, { text: TEXT });
}

function smallestClip(fields: Readonly<Record<string, unknown>>): SimulatedRequest {
  return post('/waves/v1/tts', { text: TEXT, voice_id: 'code', sample_rate: 24_000, ...fields });
}

describe('a whole clip of Breeze', () => {
  test.each([
    ['pcm', (bytes: Uint8Array) => samplesOf(bytes)],
    ['wav', (bytes: Uint8Array) => readWave(bytes).samples],
  ] as const)('as %s has the samples of the text', async (format, decode) => {
    const { simulator } = virtualSimulator('breeze', QUICK);
    const reply = await simulator.handle(breezeClip(`?output_format=${format}`), present());
    expect(reply).toMatchObject({ status: 200, headers: { 'content-type': `audio/${format}` } });
    expect(decode(await bytesOf(reply))).toEqual(SPOKEN);
  });

  test('comes when all of it is made, and holds its slot until then', async () => {
    const { simulator, clock } = virtualSimulator('breeze', { firstByteMs: 200, speed: 4 });
    const answer = simulator.handle(breezeClip('?output_format=pcm'), present());
    const madeMs = 200 + (1000 * 65_536) / 2 / 24_000 / 4;
    await clock.advance(madeMs - 1);
    expect(simulator.journal()).toMatchObject({ inFlight: 1 });
    await clock.advance(1);
    expect((await answer).status).toBe(200);
    expect(simulator.journal()).toMatchObject({ inFlight: 0, counts: { done: 1 } });
  });

  test.each([
    ['', 501],
    ['?output_format=mp3', 501],
    ['?output_format=flac', 501],
    ['?output_format=pcm&delivery=async', 501],
    ['?output_format=ogg', 422],
    ['?output_format=pcm&delivery=later', 422],
  ])('with %j gets %i', async (query, status) => {
    const { simulator } = virtualSimulator('breeze', QUICK);
    const reply = await simulator.handle(breezeClip(query), present());
    const code = status === 501 ? 'SIMULATOR_UNSUPPORTED' : 'VALIDATION_ERROR';
    expect([reply.status, jsonOf(reply)]).toEqual([status, expect.objectContaining({ code })]);
  });

  test('a stream may be a wave file too, whose length is not known yet', async () => {
    const { simulator } = virtualSimulator('breeze', QUICK);
    const asked = post('/v1/text-to-speech/code/stream?output_format=wav', { text: TEXT });
    const bytes = await bytesOf(await simulator.handle(asked, present()));
    expect(readWave(bytes)).toEqual({ sampleRateHz: 24_000, samples: SPOKEN });
    expect(Buffer.from(bytes).readUInt32LE(40)).toBe(0xff_ff_ff_ff);
  });
});

describe('a whole clip of Smallest', () => {
  test.each([
    ['pcm', (bytes: Uint8Array) => samplesOf(bytes), SPOKEN],
    ['wav', (bytes: Uint8Array) => readWave(bytes).samples, SPOKEN],
    ['ulaw', (bytes: Uint8Array) => bytes, Uint8Array.from(SPOKEN, ulawByte)],
    ['alaw', (bytes: Uint8Array) => bytes, Uint8Array.from(SPOKEN, alawByte)],
  ] as const)(
    'as %s has the samples of the text, and always says audio/wav',
    async (format, decode, expected) => {
      const { simulator } = virtualSimulator('smallest', QUICK);
      const reply = await simulator.handle(smallestClip({ output_format: format }), present());
      expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'audio/wav' } });
      expect(new Uint8Array(decode(await bytesOf(reply)).buffer)).toEqual(new Uint8Array(expected.buffer));
    },
  );

  test('without a format is headerless PCM', async () => {
    const { simulator } = virtualSimulator('smallest', QUICK);
    expect(samplesOf(await bytesOf(await simulator.handle(smallestClip({}), present())))).toEqual(SPOKEN);
  });

  test('as mp3 is what the simulator cannot make', async () => {
    const { simulator } = virtualSimulator('smallest', QUICK);
    const reply = await simulator.handle(smallestClip({ output_format: 'mp3' }), present());
    expect([reply.status, jsonOf(reply)]).toEqual([
      501,
      expect.objectContaining({ error_code: 'SIMULATOR_UNSUPPORTED' }),
    ]);
  });

  test('may be nearly empty, as with a voice that does not fit the model', async () => {
    const { simulator } = virtualSimulator('smallest', {
      ...QUICK,
      faults: [{ body: 'end', afterBytes: 120 }],
    });
    expect(await bytesOf(await simulator.handle(smallestClip({}), present()))).toHaveLength(120);
  });

  test('without an end is one that never comes', async () => {
    const { simulator, clock } = virtualSimulator('smallest', { ...QUICK, faults: [{ body: 'endless' }] });
    let answers = 0;
    const client = new AbortController();
    const answer = simulator.handle(smallestClip({}), client.signal).then(
      () => (answers += 1),
      () => null,
    );
    await clock.advance(3_600_000);
    expect(answers).toBe(0);
    client.abort();
    await answer;
  });
});

describe('a voice design of Breeze', () => {
  const design = { voice_description: 'A calm narrator.', text: 'Hello there.' };

  test('weighs as much as it makes previews, and is billed for each', async () => {
    const { simulator } = virtualSimulator('breeze', { plan: 'free' });
    simulator.control({ hold: true });
    const first = simulator.handle(
      post('/v1/voice-previews/design?output_format=wav', { ...design, preview_count: 2 }),
      present(),
    );
    expect(simulator.journal()).toMatchObject({ inFlight: 2, billedCharacters: 24 });
    const second = await simulator.handle(
      post('/v1/voice-previews/design?output_format=wav', { ...design, preview_count: 2 }),
      present(),
    );
    expect(second.status).toBe(429);
    expect(simulator.journal()).toMatchObject({ peakInFlight: 2, peakOffered: 4 });
    simulator.close();
    await expect(first).rejects.toThrow('aborted');
  });

  test('answers with its previews as JSON', async () => {
    const { simulator } = virtualSimulator('breeze', QUICK);
    const asked = post('/v1/voice-previews/design?output_format=wav', { ...design, preview_count: 3 });
    const body: unknown = JSON.parse(
      Buffer.from(await bytesOf(await simulator.handle(asked, present()))).toString(),
    );
    if (!isObject(body) || !Array.isArray(body['previews'])) throw new Error('no previews');
    expect(body['text']).toBe('Hello there.');
    expect(body['previews']).toHaveLength(3);
    expect(body['previews'][0]).toMatchObject({ media_type: 'audio/wav', duration_secs: expect.any(Number) });
  });

  test.each([
    [{ voice_description: 'A' }, 'voice_description'],
    [{ ...design, preview_count: 4 }, 'preview_count'],
    [{ ...design, guidance_scale: 0 }, 'guidance_scale'],
    [{ text: 'Hello there.' }, 'voice_description is required'],
  ])('%j gets 422', async (body, because) => {
    const { simulator } = virtualSimulator('breeze', QUICK);
    const reply = await simulator.handle(
      post('/v1/voice-previews/design?output_format=wav', body),
      present(),
    );
    expect([reply.status, reply.body]).toEqual([422, expect.stringContaining(because)]);
  });
});

describe('G.711', () => {
  /** From the tables of ITU-T G.711: sample, µ-law, A-law. */
  test.each([
    [0, 0xff, 0xd5],
    [-1, 0x7f, 0x55],
    [8, 0xfe, 0xd5],
    [1000, 0xce, 0xfa],
    [-1000, 0x4e, 0x7a],
    [32_767, 0x80, 0xaa],
    [-32_768, 0x00, 0x2a],
  ])('%i is written as %i and %i', (sample, ulaw, alaw) => {
    expect([ulawByte(sample), alawByte(sample)]).toEqual([ulaw, alaw]);
  });

  test('louder is never quieter', () => {
    const magnitudes = Array.from({ length: 32_768 }, (_, sample) => sample);
    const order = (encode: (sample: number) => number, mask: number): readonly number[] =>
      magnitudes.map((sample) => (encode(sample) ^ mask) & 0x7f);
    for (const steps of [order(ulawByte, 0xff), order(alawByte, 0x55)]) {
      expect(steps.every((step, index) => index === 0 || step >= (steps[index - 1] ?? 0))).toBe(true);
    }
  });
});
