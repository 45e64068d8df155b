import { describe, expect, test } from 'vitest';
import { TONE_AMPLITUDE } from '../../src/playback/sound.ts';
import { signalToNoiseDb, soundingPart, steepestStep } from '../../src/playback/tone.ts';

const tone = (hz: number, frames: number, rateHz = 24_000): Float32Array =>
  Float32Array.from(
    { length: frames },
    (_, frame) => TONE_AMPLITUDE * Math.sin((2 * Math.PI * hz * frame) / rateHz + 1),
  );

describe('the distance from a tone to everything else', () => {
  test.each([
    [0.01, 34],
    [0.0001, 74],
  ])('of another tone of amplitude %d is %d dB', (amplitude, decibels) => {
    const other = tone(1777, 24_000);
    const mixed = tone(1000, 24_000).map(
      (sample, frame) => sample + (other[frame]! * amplitude) / TONE_AMPLITUDE,
    );
    expect(signalToNoiseDb(mixed, 24_000, 1000)).toBeCloseTo(decibels, 0);
  });

  test('does not depend on level and phase, and is told at other rates', () => {
    const quiet = tone(3000, 48_000, 48_000).map((sample) => sample * 0.1);
    expect(signalToNoiseDb(quiet, 48_000, 3000)).toBeGreaterThan(120);
  });

  test('of a tone of another pitch is none', () => {
    expect(signalToNoiseDb(tone(2000, 24_000), 24_000, 1000)).toBeLessThan(0);
  });

  test('of nothing is not to be had', () => {
    expect(signalToNoiseDb(new Float32Array(), 24_000, 1000)).toBeNaN();
  });
});

describe('the steepest step', () => {
  test('of a tone is one', () => {
    expect(steepestStep(tone(100, 24_000), 100)).toBeCloseTo(1, 2);
  });

  test('of a tone that is cut off is a click', () => {
    const cut = Float32Array.from([...tone(100, 24_000), 0]);
    expect(steepestStep(cut, 100)).toBeGreaterThan(20);
  });
});

test('the part with sound is taken without its edges', () => {
  const samples = Float32Array.from([0, 0, 1, 2, 3, 4, 5, 0]);
  expect([...soundingPart(samples, 1000, 1)]).toEqual([2, 3]);
  expect(soundingPart(samples, 1000, 100)).toHaveLength(0);
  expect(soundingPart(new Float32Array(9), 1000, 1)).toHaveLength(0);
});
