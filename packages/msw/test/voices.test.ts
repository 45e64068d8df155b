import { describe, expect, test } from 'vitest';
import { codedSamples } from '../src/voices/code.ts';
import { piecesOf } from '../src/voices/pieces.ts';
import { Resampler } from '../src/voices/resample.ts';
import { englishOf, sentencesOf } from '../src/voices/sentences.ts';
import { toneSamples } from '../src/voices/tone.ts';
import { readWave } from '../src/voices/wav.ts';
import { rms, samplesOf } from './support/sound.ts';

const TEXT = 'One voice at a time, across every tab.';

describe('the position-coded voice', () => {
  test('is what its formula says', () => {
    // FNV-1a of "a", a published test vector.
    const step = 1 + (0xe40c292c % 16_380);
    const samples = codedSamples('a', 24_000);
    expect(samples.length).toBe(24_000 * 0.26);
    expect([...samples.subarray(0, 4)]).toEqual([1, 2, 3, 4].map((i) => ((i * step) % 16_381) - 8190));
  });

  test('has every value of a block once, so that a sample tells its position', () => {
    const block = codedSamples(TEXT, 24_000).subarray(16_381, 2 * 16_381);
    expect(new Set(block).size).toBe(16_381);
    expect(Math.max(...block)).toBe(8190);
    expect(Math.min(...block)).toBe(-8190);
  });

  test('has one step between neighbours all through a block, and another in each block and text', () => {
    const one = codedSamples(TEXT, 24_000);
    const other = codedSamples(`${TEXT}!`, 24_000);
    const all = [steps(one, 0), steps(one, 1), steps(other, 0), steps(other, 1)];
    expect(all.map((set) => set.size)).toEqual([1, 1, 1, 1]);
    expect(new Set(all.flatMap((set) => [...set])).size).toBe(4);
  });
});

describe('the tone voice', () => {
  test('gives the same samples for the same text and voice, and others for another', () => {
    expect(toneSamples(TEXT, 'nora', 24_000)).toEqual(toneSamples(TEXT, 'nora', 24_000));
    expect(toneSamples(TEXT, 'miles', 24_000)).not.toEqual(toneSamples(TEXT, 'nora', 24_000));
  });

  test('is as long as the text asks for, audible, and neither clipped nor clicking', () => {
    const samples = toneSamples(TEXT, 'nora', 24_000);
    expect(samples.length / 24_000).toBeCloseTo(0.2 + 0.06 * TEXT.length, 3);
    expect(rms(samples)).toBeGreaterThan(0.05);
    expect(Math.max(...samples.map(Math.abs))).toBeLessThan(32_767 / 2);
    const jumps = samples.map((value, index) => Math.abs(value - (samples[index - 1] ?? 0)));
    expect(Math.max(...jumps)).toBeLessThan(2000);
  });
});

describe('resampling', () => {
  test.each([
    [16_000, 24_000],
    [16_000, 44_100],
    [16_000, 16_000],
    [16_000, 8000],
  ])('from %i to %i Hz keeps a tone of the passband, in its place', (fromHz, toHz) => {
    const output = resampled(sine(1000, fromHz, fromHz), fromHz, toHz);
    expect(output.length).toBe(toHz);
    expect(errorDb(output, sine(1000, toHz, toHz))).toBeLessThan(-65);
  });

  test('keeps a constant to the last bit: a ripple would be heard as a tone', () => {
    const output = resampled(new Int16Array(2000).fill(10_000), 16_000, 44_100);
    expect(new Set(middle(output))).toEqual(new Set([10_000]));
  });

  test('to a lower rate removes what would fold back', () => {
    expect(rms(middle(resampled(sine(5000, 16_000, 16_000), 16_000, 8000)))).toBeLessThan(0.0003);
  });

  test('to a higher rate adds no images', () => {
    const output = resampled(sine(6000, 16_000, 16_000), 16_000, 44_100);
    expect(errorDb(output, sine(6000, 44_100, 44_100))).toBeLessThan(-65);
  });

  test('in parts gives the same samples as at once', () => {
    const resampler = new Resampler(sine(440, 16_000, 4000), 16_000, 44_100);
    const parts = [resampler.part(0, 1000), resampler.part(1000, 1001), resampler.part(1001, 1_000_000)];
    expect(Int16Array.from(parts.flatMap((part) => [...part]))).toEqual(resampler.part(0, 1_000_000));
  });

  test('clips at full scale instead of wrapping around', () => {
    const square = Int16Array.from({ length: 1000 }, (_, n) => (n % 100 < 50 ? 32_767 : -32_768));
    const output = resampled(square, 16_000, 24_000);
    const overshoot = output.subarray(300, 360);
    expect(Math.min(...overshoot)).toBeGreaterThan(0);
  });
});

describe('texts', () => {
  test('are cut at sentence ends, and long sentences at spaces, without losing a character', () => {
    const text = `Short. ${'Word '.repeat(200)}end. ${'X'.repeat(700)}😀`;
    const parts = sentencesOf(text);
    expect(parts.join('')).toBe(text);
    expect(parts[0]).toBe('Short. ');
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(301);
    expect(parts.slice(1, 4).every((part) => part.endsWith(' '))).toBe(true);
  });

  test('are made English letters for Flite, where they have any', () => {
    expect(englishOf('Café “déjà vu” – it’s 5 €')).toBe("Cafe  deja vu    it's 5  ");
    expect(englishOf('你好，世界。')).toBe(null);
    expect(englishOf('...')).toBe(null);
  });
});

test('pieces of any size carry the same bytes, a sample cut in two included', async () => {
  const samples = codedSamples('a', 8000);
  for (const size of [1, 7, 4095, 1_000_000]) {
    const pieces: Uint8Array[] = [];
    for await (const piece of piecesOf(inParts(samples, 333), size)) pieces.push(piece);
    expect(pieces.slice(0, -1).every((piece) => piece.length === size)).toBe(true);
    expect(samplesOf(Buffer.concat(pieces))).toEqual(samples);
  }
});

describe('a WAV file', () => {
  test('with a length beyond its end gives what is there', () => {
    expect(readWave(wave([1, -2], 99))).toEqual({ sampleRateHz: 16_000, samples: Int16Array.of(1, -2) });
  });

  test('that is none is refused', () => {
    expect(() => readWave(new Uint8Array(100))).toThrow('not a 16-bit mono WAV file');
    expect(() => readWave(new Uint8Array(3))).toThrow('not a 16-bit mono WAV file');
  });
});

/** The differences between neighbours in one block of the position-coded voice. */
function steps(samples: Int16Array, block: number): Set<number> {
  const part = samples.subarray(block * 16_381, (block + 1) * 16_381);
  return new Set(Array.from(part.subarray(1), (value, i) => (value - (part[i] ?? 0) + 16_381) % 16_381));
}

async function* inParts(samples: Int16Array, size: number): AsyncIterable<Int16Array> {
  for (let start = 0; start < samples.length; start += size) yield samples.subarray(start, start + size);
}

function sine(hz: number, rateHz: number, length: number): Int16Array {
  return Int16Array.from({ length }, (_, n) =>
    Math.round(16_000 * Math.sin((2 * Math.PI * hz * n) / rateHz)),
  );
}

function resampled(input: Int16Array, fromHz: number, toHz: number): Int16Array {
  return new Resampler(input, fromHz, toHz).part(0, Infinity);
}

/** Without the ends, where the filter reaches beyond the input. */
function middle(samples: Int16Array): Int16Array {
  return samples.subarray(200, -200);
}

function errorDb(actual: Int16Array, wanted: Int16Array): number {
  const difference = actual.map((value, index) => value - (wanted[index] ?? 0));
  return 20 * Math.log10(rms(middle(difference)) / rms(middle(wanted)));
}

function wave(samples: readonly number[], claimedBytes: number): Uint8Array {
  const file = Buffer.alloc(44 + 2 * samples.length);
  file.write('RIFF', 0);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(16_000, 24);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(claimedBytes, 40);
  samples.forEach((sample, index) => file.writeInt16LE(sample, 44 + 2 * index));
  return file;
}
