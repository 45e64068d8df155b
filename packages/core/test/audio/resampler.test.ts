import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Resampler } from '../../src/audio/pure/resampler.ts';

const RATES: readonly (readonly [fromHz: number, toHz: number])[] = [
  [24_000, 48_000],
  [24_000, 44_100],
  [16_000, 44_100],
  [22_050, 48_000],
  [8000, 48_000],
  [44_100, 48_000],
  [24_000, 44_099],
  [48_000, 44_100],
  [48_000, 24_000],
  [48_000, 8000],
];

function tone(hz: number, rateHz: number, count: number, lateSeconds: number = 0): Float32Array {
  return Float32Array.from({ length: count }, (_, index) =>
    Math.sin(2 * Math.PI * hz * (index / rateHz - lateSeconds)),
  );
}

/** All of `source` that comes to whole frames, in blocks of these sizes, one after another. */
function resample(fromHz: number, toHz: number, source: Float32Array, blocks: readonly number[]): number[] {
  const resampler = new Resampler(fromHz, toHz);
  const output: number[] = [];
  for (let taken = 0, turn = 0; ; turn++) {
    const block = new Float32Array(blocks[turn % blocks.length]!);
    const count = resampler.framesFor(block.length);
    if (taken + count > source.length) return output;
    resampler.process(source.subarray(taken, taken + count), block);
    taken += count;
    output.push(...block);
  }
}

function decibels(ratio: number): number {
  return 10 * Math.log10(ratio);
}

function power(samples: Iterable<number>): number {
  let sum = 0;
  for (const value of samples) sum += value * value;
  return sum;
}

test.each(RATES)('tones of %i Hz are the same tones at %i Hz, at least 70 dB clear', (fromHz, toHz) => {
  const delaySeconds = new Resampler(fromHz, toHz).delayFrames / fromHz;
  const highest = 0.44 * Math.min(fromHz, toHz);
  const clarities = Array.from({ length: 12 }, (_, index) => {
    const hz = 100 * (highest / 100) ** (index / 11);
    const output = resample(fromHz, toHz, tone(hz, fromHz, fromHz / 4), [128]);
    const skipped = Math.ceil(2 * delaySeconds * toHz) + 1;
    const wanted = tone(hz, toHz, output.length, delaySeconds);
    const error = output.map((value, at) => value - wanted[at]!);
    return decibels(power(wanted.slice(skipped)) / power(error.slice(skipped)));
  });
  const worst = Math.min(...clarities);
  console.log(`${fromHz} to ${toHz} Hz: ${worst.toFixed(1)} dB at worst, 100 to ${Math.round(highest)} Hz`);
  expect(worst).toBeGreaterThanOrEqual(70);
});

test.each([
  [48_000, 24_000],
  [44_100, 16_000],
])('what %i Hz can hold and %i Hz cannot is gone, not folded back', (fromHz, toHz) => {
  for (const share of [0.56, 0.6, 0.8, 0.99]) {
    const hz = Math.min(toHz * share, fromHz * 0.49);
    const output = resample(fromHz, toHz, tone(hz, fromHz, 8000), [128]).slice(200);
    expect(decibels(power(output) / (output.length / 2))).toBeLessThan(-70);
  }
});

test.each(RATES)('from %i to %i Hz, frames out and samples in never drift apart', (fromHz, toHz) => {
  const resampler = new Resampler(fromHz, toHz);
  const block = new Float32Array(480);
  let taken = 0;
  for (let frames = block.length; frames <= 20 * toHz; frames += block.length) {
    const count = resampler.framesFor(block.length);
    resampler.process(new Float32Array(count), block);
    taken += count;
    expect(taken).toBe(Math.floor(((frames - 1) * fromHz) / toHz) + 1);
  }
});

test('the cutting into blocks makes no difference to any sample', () => {
  const source = Float32Array.from({ length: 3000 }, (_, index) => Math.sin(index * index * 0.001));
  fc.assert(
    fc.property(
      fc.constantFrom(...RATES),
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 }),
      ([fromHz, toHz], blocks) => {
        const whole = resample(fromHz, toHz, source, [1]);
        const cut = resample(fromHz, toHz, source, blocks);
        expect(cut).toEqual(whole.slice(0, cut.length));
        expect(whole.length - cut.length).toBeLessThan(Math.max(...blocks));
      },
    ),
    { numRuns: 50 },
  );
});
