import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TakeJoiner } from '../../src/speech/take-joiner.ts';

const RATE_HZ = 24_000;

function bytesOf(samples: ArrayLike<number>): Uint8Array {
  return new Uint8Array(Int16Array.from(samples).buffer);
}

function samplesOf(parts: readonly Uint8Array[]): number[] {
  return [...new Int16Array(Uint8Array.from(parts.flatMap((part) => [...part])).buffer)];
}

function tone(length: number, hertz: number): number[] {
  return Array.from({ length }, (_, index) => {
    const sample = Math.round(8000 * Math.sin((index * hertz * 2 * Math.PI) / RATE_HZ));
    return sample === 0 ? 0 : sample;
  });
}

/** The largest step between two samples. */
function steepest(samples: readonly number[]): number {
  return samples
    .slice(1)
    .reduce((most, sample, index) => Math.max(most, Math.abs(sample - (samples[index] ?? 0))), 0);
}

describe('the takes of a segment', () => {
  it('are joined sample by sample where they are the same, wherever each breaks off and however it is cut', () => {
    const whole = Array.from({ length: 2000 }, (_, index) => ((index * 7919) % 16_381) - 8190);
    const breaks = fc.array(fc.integer({ min: 0, max: 4000 }), { maxLength: 4 });
    fc.assert(
      fc.property(breaks, fc.integer({ min: 3, max: 3000 }), (ends, step) => {
        const joiner = new TakeJoiner(8000);
        const heard: Uint8Array[] = [];
        for (const end of [...ends, 4000]) {
          joiner.began();
          const bytes = bytesOf(whole).subarray(0, end);
          for (let at = 0; at < bytes.length; at += step)
            heard.push(joiner.push(bytes.subarray(at, at + step)));
        }
        heard.push(joiner.end());
        expect(samplesOf(heard)).toEqual(whole);
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  it('are joined without a click, in a quiet spot, where they differ', () => {
    const joiner = new TakeJoiner(RATE_HZ);
    joiner.began();
    const first = tone(12_000, 220).slice(0, 11_960);
    const heard = [joiner.push(bytesOf(first))];
    joiner.began();
    const pause = Array.from({ length: 240 }, () => 0);
    const second = [...tone(12_400, 330), ...pause, ...tone(11_360, 330)];
    heard.push(joiner.push(bytesOf(second)), joiner.end());
    const samples = samplesOf(heard);
    expect(samples.slice(0, first.length)).toEqual(first);
    // A tone of 330 Hz and this loudness has steps of 691; a splice would have thousands.
    expect(steepest(samples)).toBeLessThan(700);
    // In the pause, and so without the 440 samples before it; with a fade of 96.
    expect(samples.length).toBeGreaterThan(24_000 - 440 - 240);
    expect(samples.length).toBeLessThan(24_000 + 100);
  });

  it('give nothing more where the last is not longer than what was heard', () => {
    const joiner = new TakeJoiner(RATE_HZ);
    joiner.began();
    joiner.push(bytesOf(tone(5000, 220)));
    joiner.began();
    expect(joiner.push(bytesOf(tone(4000, 330))).length + joiner.end().length).toBe(0);
  });

  it('begin anew where nothing was heard', () => {
    const joiner = new TakeJoiner(RATE_HZ);
    joiner.began();
    joiner.push(Uint8Array.of(1));
    joiner.began();
    expect(samplesOf([joiner.push(bytesOf([5, 6]))])).toEqual([5, 6]);
  });
});
