import { SOURCE_RATE_HZ, TONE_AMPLITUDE } from './sound.ts';

/** The part with sound, without what `marginMs` leaves off at both ends; empty where there is none. */
export function soundingPart(samples: Float32Array, rateHz: number, marginMs: number): Float32Array {
  const margin = Math.round((marginMs * rateHz) / 1000);
  const first = samples.findIndex((sample) => sample !== 0);
  const last = samples.findLastIndex((sample) => sample !== 0);
  return first < 0
    ? samples.subarray(0, 0)
    : samples.subarray(first + margin, Math.max(first + margin, last - margin));
}

/** How far everything that is not this tone lies below it, in dB. */
export function signalToNoiseDb(samples: Float32Array, rateHz: number, hz: number): number {
  const angle = (2 * Math.PI * hz) / rateHz;
  // The sine and cosine that come nearest, by least squares.
  let sines = 0;
  let cosines = 0;
  let mixed = 0;
  let alongSine = 0;
  let alongCosine = 0;
  samples.forEach((sample, frame) => {
    const sine = Math.sin(angle * frame);
    const cosine = Math.cos(angle * frame);
    sines += sine * sine;
    cosines += cosine * cosine;
    mixed += sine * cosine;
    alongSine += sample * sine;
    alongCosine += sample * cosine;
  });
  const determinant = sines * cosines - mixed * mixed;
  const sineShare = (alongSine * cosines - alongCosine * mixed) / determinant;
  const cosineShare = (alongCosine * sines - alongSine * mixed) / determinant;
  let signal = 0;
  let noise = 0;
  samples.forEach((sample, frame) => {
    const fitted = sineShare * Math.sin(angle * frame) + cosineShare * Math.cos(angle * frame);
    signal += fitted * fitted;
    noise += (sample - fitted) ** 2;
  });
  return 10 * Math.log10(signal / noise);
}

/** The steepest step from one sample to the next, in steps as steep as the tone's own steepest. */
export function steepestStep(samples: Float32Array, hz: number): number {
  let steepest = 0;
  for (let frame = 1; frame < samples.length; frame += 1) {
    steepest = Math.max(steepest, Math.abs(samples[frame]! - samples[frame - 1]!));
  }
  return steepest / (2 * TONE_AMPLITUDE * Math.sin((Math.PI * hz) / SOURCE_RATE_HZ));
}
