import { describe, expect, it } from 'vitest';
import { breeze } from '../../src/providers/breeze/breeze.ts';
import type { ClipFormat, SynthesisRequest } from '../../src/providers/provider.ts';
import { smallest } from '../../src/providers/smallest/smallest.ts';
import { bytesOf, everyCutting, readAll } from './support/reading.ts';

const REQUEST: SynthesisRequest = { text: 'Hello.', voice: 'v 1' };
const SAMPLES = Uint8Array.from({ length: 300 }, (_, index) => (index * 37) % 256);
const WAVE = Uint8Array.from([...bytesOf('RIFF'), ...SAMPLES]);

describe('a request for one clip', () => {
  it.each(breeze().clipFormats)('to Breeze names the format %s in the query', (format) => {
    expect(breeze().toRequest(REQUEST, format)).toMatchObject({
      method: 'POST',
      path: `/v1/text-to-speech/v%201?output_format=${format}`,
      body: JSON.stringify({ text: REQUEST.text }),
    });
  });

  it.each(smallest().clipFormats)('to Smallest AI names the format %s in the body', (format) => {
    const { method, path, body = '' } = smallest().toRequest(REQUEST, format);
    expect([method, path]).toEqual(['POST', '/waves/v1/tts']);
    expect(JSON.parse(body)).toEqual({
      text: REQUEST.text,
      voice_id: REQUEST.voice,
      language: 'en',
      sample_rate: 24_000,
      output_format: format,
    });
  });
});

describe.each([
  ['Breeze', breeze()],
  ['Smallest AI', smallest()],
] as const)('reading one clip of %s', (_name, provider) => {
  it.each(provider.clipFormats)('gives the bytes of %s as they come, in any cutting', (format) => {
    const whole = format === 'wav' ? WAVE : SAMPLES;
    for (const pieces of everyCutting(whole)) {
      expect(readAll(provider.createReader(null, format), pieces)).toEqual({
        audio: Array.from(whole),
        rest: [{ type: 'end' }],
      });
    }
  });

  it('never takes a web page or an error for a clip', () => {
    for (const contentType of ['text/html', 'application/json']) {
      expect(readAll(provider.createReader(contentType, 'wav'), [WAVE])).toEqual({
        audio: [],
        rest: [{ type: 'failure', failure: { type: 'foreign', contentType } }],
      });
    }
  });

  it('takes a WAVE file that does not begin as one for malformed, in any cutting', () => {
    const because = 'it does not begin as a WAVE file does';
    for (const pieces of everyCutting(bytesOf('RIFX'))) {
      expect(readAll(provider.createReader(null, 'wav'), pieces).rest).toEqual([
        { type: 'failure', failure: { type: 'malformed', because } },
      ]);
    }
  });

  it('takes a clip without a byte, and one that ends inside a sample, for truncated', () => {
    expect(readAll(provider.createReader(null, 'mp3'), []).rest).toEqual([
      { type: 'failure', failure: { type: 'truncated', receivedBytes: 0 } },
    ]);
    expect(readAll(provider.createReader(null, 'pcm'), [SAMPLES.subarray(1)]).rest).toEqual([
      { type: 'failure', failure: { type: 'truncated', receivedBytes: 299 } },
    ]);
  });
});

describe('a clip of Smallest AI', () => {
  // "Content-Type: audio/wav, whatever the bytes are": changelog of 2026-08-25 and the recorded probes.
  it.each(['pcm', 'mp3', 'ulaw', 'alaw'] as const)(
    'is %s by request, whatever its Content-Type',
    (format: ClipFormat) => {
      expect(readAll(smallest().createReader('audio/wav', format), [SAMPLES]).audio).toHaveLength(300);
    },
  );

  it('is an error when it is near-empty: the voice does not fit the model', () => {
    const tiny = WAVE.subarray(0, 144);
    expect(readAll(smallest().createReader('audio/wav', 'wav'), [tiny]).rest).toEqual([
      { type: 'failure', failure: { type: 'empty', receivedBytes: 144 } },
    ]);
  });
});
