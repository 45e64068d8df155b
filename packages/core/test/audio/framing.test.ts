import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PcmEncoding, PcmFormat } from '../../src/audio/pure/format.ts';
import { PcmFraming } from '../../src/audio/pure/framing.ts';
import { positionCoded, positionCodedBytes, toBytes } from './position-code.ts';
import { waveHeader } from './wave-fixture.ts';

const format: PcmFormat = { encoding: 's16le', sampleRateHz: 24_000, channels: 1 };
const samples = positionCoded(0, 1000);

function concatenate(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** All samples that come out when `bytes` are cut at `cuts`. */
function frame(bytes: Uint8Array, cuts: readonly number[], encoding: PcmEncoding = 's16le'): Int16Array {
  const framing = new PcmFraming({ ...format, encoding });
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

  const third = toBytes(samples.subarray(0, 334));
  const pieces = {
    'with a header before each piece': concatenate(
      waveHeader({ dataBytes: third.length }),
      third,
      waveHeader({ before: { LIST: 26 } }),
      toBytes(samples.subarray(334, 335)),
      waveHeader(),
      waveHeader(),
      toBytes(samples.subarray(335)),
    ),
    'with half a sample before a header': concatenate(
      waveHeader(),
      third,
      Uint8Array.of(7),
      waveHeader(),
      toBytes(samples.subarray(334)),
    ),
  };
  Object.assign(streams, pieces);

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

test('what looks like a header in raw audio is audio', () => {
  const bytes = concatenate(Uint8Array.of(1, 2), waveHeader());
  expect(toBytes(frame(bytes, everyByte(bytes)))).toEqual(bytes);
});

test('what begins like a header in the middle of a WAVE file is audio', () => {
  const audio = new TextEncoder().encode('RIFF1234WAVYRRIRIFRIFFRIFF12RIFF4567WAV_RI');
  const bytes = concatenate(waveHeader(), audio);
  expect(toBytes(frame(bytes, everyByte(bytes)))).toEqual(audio);
  expect(toBytes(frame(bytes, []))).toEqual(audio);
});

test('a header that is cut short by the end is no sound', () => {
  const bytes = concatenate(waveHeader(), toBytes(samples), waveHeader().subarray(0, 30));
  expect(frame(bytes, [])).toEqual(samples);
  expect(frame(bytes, everyByte(bytes))).toEqual(samples);
});

describe('G.711', () => {
  const all = Uint8Array.from({ length: 256 }, (_, code) => code);

  test.each([
    // ITU-T G.711 tables 1a to 2b, in steps of 16 bits.
    [
      'mulaw',
      { 0x00: -32_124, 0x7f: 0, 0x80: 32_124, 0xff: 0, 0xf0: 120, 0x8f: 16_764, 0x3f: -1980, 0x40: -1884 },
    ],
    ['alaw', { 0xd5: 8, 0x55: -8, 0xaa: 32_256, 0x2a: -32_256, 0x80: 5504, 0xc5: 264 }],
  ] as const)('%s is decoded as the tables say', (encoding, table) => {
    const decoded = frame(all, [], encoding);
    for (const [code, value] of Object.entries(table))
      expect([code, decoded[Number(code)]]).toEqual([code, value]);
    expect(new Set(decoded).size).toBe(encoding === 'mulaw' ? 255 : 256);
  });

  test.each([
    ['mulaw', 7],
    ['alaw', 6],
  ] as const)('%s in pieces with headers, one byte at a time', (encoding, formatTag) => {
    const header = waveHeader({ formatTag, bitsPerSample: 8 });
    const bytes = concatenate(header, all.subarray(0, 101), header, all.subarray(101));
    expect(frame(bytes, everyByte(bytes), encoding)).toEqual(frame(all, [], encoding));
    expect(frame(bytes, [], encoding)).toEqual(frame(all, [], encoding));
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
