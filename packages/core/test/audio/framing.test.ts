import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PcmFormat } from '../../src/audio/pure/format.ts';
import { PcmFraming } from '../../src/audio/pure/framing.ts';
import { positionCoded, positionCodedBytes, toBytes } from './position-code.ts';
import { waveHeader } from './wave-fixture.ts';

const format: PcmFormat = { encoding: 's16le', sampleRateHz: 24_000, channels: 1 };
const samples = positionCoded(0, 1000);

function concatenate(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** All samples that come out when `bytes` are cut at `cuts`. */
function frame(bytes: Uint8Array, cuts: readonly number[]): Int16Array {
  const framing = new PcmFraming(format);
  const out: number[] = [];
  const borders = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
  for (let index = 1; index < borders.length; index++) {
    out.push(...framing.push(bytes.slice(borders[index - 1], borders[index])));
  }
  out.push(...framing.end());
  return Int16Array.from(out);
}

const everyByte = (bytes: Uint8Array): number[] => Array.from(bytes, (_, index) => index);

describe('samples come out the same for every cutting', () => {
  const streams = {
    'raw PCM': toBytes(samples),
    'with a header': concatenate(waveHeader(), toBytes(samples)),
    'with a header of unusual chunks': concatenate(
      waveHeader({ before: { LIST: 26, JUNK: 7 }, extensible: true, dataBytes: 0xffff_ffff }),
      toBytes(samples),
    ),
  };

  test.each(Object.entries(streams))('%s, whole', (_, bytes) => {
    expect(frame(bytes, [])).toEqual(samples);
  });

  test.each(Object.entries(streams))('%s, one byte at a time', (_, bytes) => {
    expect(frame(bytes, everyByte(bytes))).toEqual(samples);
  });

  test.each(Object.entries(streams))('%s, cut in two at every place', (_, bytes) => {
    for (let cut = 0; cut <= 400; cut++) expect(frame(bytes, [cut])).toEqual(samples);
  });

  test.each(Object.entries(streams))('%s, cut anywhere', (_, bytes) => {
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 40 }), (cuts) => {
        expect(frame(bytes, cuts)).toEqual(samples);
      }),
      { numRuns: 50 },
    );
  });
});

test('bytes at an odd offset of their buffer are read', () => {
  const buffer = new Uint8Array(2001);
  buffer.set(toBytes(samples), 1);
  expect(new PcmFraming(format).push(buffer.subarray(1))).toEqual(samples);
});

test.each([
  ['half a sample', toBytes(samples)],
  ['a part of a header', concatenate(waveHeader(), toBytes(samples))],
])('%s that is kept is not changed by writing the next bytes into the same buffer', (_, bytes) => {
  const framing = new PcmFraming(format);
  const buffer = new Uint8Array(7);
  const out: number[] = [];
  for (let at = 0; at < bytes.length; at += buffer.length) {
    const piece = bytes.subarray(at, at + buffer.length);
    buffer.set(piece);
    out.push(...framing.push(buffer.subarray(0, piece.length)));
  }
  expect(Int16Array.from(out)).toEqual(samples);
});

test('half a sample at the end is dropped', () => {
  expect(frame(positionCodedBytes(0, 10).slice(0, 19), [])).toEqual(positionCoded(0, 9));
});

test('audio that begins like a header but ends before it is one is kept', () => {
  const bytes = new TextEncoder().encode('RIFF12');
  expect(toBytes(frame(bytes, everyByte(bytes)))).toEqual(bytes);
});

test('audio that begins with RIFF but is no WAVE file is audio', () => {
  const bytes = new TextEncoder().encode('RIFF1234WAVY5678');
  expect(toBytes(frame(bytes, []))).toEqual(bytes);
});

describe('a header that contradicts the format is refused', () => {
  test.each([
    ['another rate', { sampleRateHz: 44_100 }, 'says 44100 Hz'],
    ['two channels', { channels: 2 }, 'format 1 with 16 bits and 2 channels'],
    ['another depth', { bitsPerSample: 8 }, 'format 1 with 8 bits and 1 channels'],
    ['floating point', { formatTag: 3, bitsPerSample: 32 }, 'format 3 with 32 bits'],
    ['no format', { omitFormat: true }, 'does not say what it holds'],
  ])('%s', (_, header, because) => {
    const framing = new PcmFraming(format);
    expect(() => framing.push(waveHeader(header))).toThrow(
      expect.objectContaining({ code: 'invalid-option', message: expect.stringContaining(because) }),
    );
  });

  test('one that never ends', () => {
    const framing = new PcmFraming(format);
    const endless = waveHeader({ before: { JUNK: 100_000 } });
    expect(() => {
      for (let at = 0; at < endless.length; at += 1000) framing.push(endless.subarray(at, at + 1000));
    }).toThrow('header never ends');
  });
});
