import { speechSeconds } from './length.ts';

/** Prime, so that every step below reaches all values, and no buffer of a usual size lines up with it. */
const BLOCK = 16_381;
/** Has no factor in common with BLOCK - 1, so every block of a text has its own step. */
const STEP_OF_STEPS = 7919;

/**
 * The samples of the position-coded voice: what `code` says for a text, exactly. A test recomputes them
 * and compares a recording sample by sample.
 *
 * With P = 16,381 (a prime) and h = FNV-1a(text) mod (P - 1), sample n lies in block b = floor(n / P) at
 * position i = n mod P, and is
 *
 *     step(b)   = 1 + (h + 7919 b) mod (P - 1)
 *     sample(n) = ((i + 1) · step(b)) mod P - 8190
 *
 * - Neighbours in a block differ by step(b) (mod P): two samples tell the text and the block, and a lost,
 *   repeated or swapped sample breaks the step.
 * - A block takes every value from -8190 to 8190 exactly once, so step and value together tell the position,
 *   and silence never looks like this voice. A quarter of full scale; it sounds like noise.
 *
 * Length: 0.2 s and 60 ms for each character, at any `sampleRateHz`. The hash is taken over UTF-16 units.
 */
export function codedSamples(text: string, sampleRateHz: number): Int16Array {
  const samples = new Int16Array(Math.round(speechSeconds(text) * sampleRateHz));
  const hash = fnv1a(text) % (BLOCK - 1);
  for (let n = 0; n < samples.length; n += 1) {
    const block = Math.floor(n / BLOCK);
    const step = 1 + ((hash + STEP_OF_STEPS * block) % (BLOCK - 1));
    samples[n] = ((((n % BLOCK) + 1) * step) % BLOCK) - 8190;
  }
  return samples;
}

/** 32 bits, from 0. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
