import { quietestSpot } from './quiet-spot.ts';

const BYTES_PER_SAMPLE = 2;
/** So many samples in a row are not the same by chance. */
const TAIL_SAMPLES = 256;
/** A quiet spot is looked for so far on either side of where the take before broke off. */
const WINDOW_SECONDS = 0.06;
/** Short enough not to be noticed, long enough not to click. */
const FADE_SECONDS = 0.004;

/**
 * Joins the takes of one segment to one stretch of audio: the first as far as it came, and of each further one what
 * lies behind that. No provider repeats itself exactly. Where one does, the takes are joined sample by sample;
 * otherwise in a quiet spot nearby, with the end of the one before faded out. Pure: bytes in, bytes out.
 */
export class TakeJoiner {
  readonly #windowSamples: number;
  readonly #fadeSamples: number;
  /** Samples given on. */
  #given = 0;
  /** The last of them. */
  #tail: Int16Array = new Int16Array(0);
  /** The first half of a sample. */
  #half: Uint8Array = new Uint8Array(0);
  #seam: Seam | null = null;

  constructor(sampleRateHz: number) {
    this.#windowSamples = Math.round(WINDOW_SECONDS * sampleRateHz);
    this.#fadeSamples = Math.round(FADE_SECONDS * sampleRateHz);
  }

  /** A take begins at its first sample. */
  began(): void {
    this.#half = new Uint8Array(0);
    const from = Math.max(0, this.#given - Math.max(TAIL_SAMPLES, this.#windowSamples));
    this.#seam = this.#given === 0 ? null : new Seam(from, this.#given + this.#windowSamples);
  }

  /** What is to be heard of these bytes, in whole samples. */
  push(bytes: Uint8Array): Uint8Array {
    const whole = this.#wholeSamples(bytes);
    if (this.#seam === null) return this.#give(whole);
    this.#seam.push(samplesOf(whole));
    return this.#seam.isReached ? this.#join(this.#seam) : new Uint8Array(0);
  }

  /** The take is complete: what is still to be heard of it. */
  end(): Uint8Array {
    return this.#seam === null ? new Uint8Array(0) : this.#join(this.#seam);
  }

  #wholeSamples(bytes: Uint8Array): Uint8Array {
    const joined = this.#half.length === 0 ? bytes : concat(this.#half, bytes);
    const length = joined.length - (joined.length % BYTES_PER_SAMPLE);
    this.#half = joined.slice(length);
    return joined.subarray(0, length);
  }

  #join(seam: Seam): Uint8Array {
    this.#seam = null;
    const samples = seam.samples();
    const at = this.#given - seam.from;
    // A take that is shorter than the one before has nothing that was not heard.
    if (at >= samples.length) return new Uint8Array(0);
    const isSame = this.#tail.every((sample, index) => sample === samples[at - this.#tail.length + index]);
    return this.#give(bytesOf(isSame ? samples.slice(at) : this.#blend(samples, at)));
  }

  /** Lets the last sample fade, and the new take come up in the quietest spot around its own place. */
  #blend(samples: Int16Array, at: number): Int16Array {
    const fade = this.#fadeSamples;
    const spot = quietestSpot(samples, at - this.#windowSamples, at + this.#windowSamples, fade);
    const rest = samples.subarray(spot);
    const blended = new Int16Array(fade + rest.length);
    const last = this.#tail.at(-1) ?? 0;
    for (let index = 0; index < fade; index += 1)
      blended[index] = Math.round(last * (1 - (index + 1) / fade));
    for (let index = 0; index < rest.length; index += 1)
      blended[fade + index] = Math.round((rest[index] ?? 0) * Math.min(1, index / fade));
    return blended;
  }

  #give(bytes: Uint8Array): Uint8Array {
    this.#given += bytes.length / BYTES_PER_SAMPLE;
    const tail = samplesOf(bytes.subarray(-TAIL_SAMPLES * BYTES_PER_SAMPLE));
    const before = this.#tail.subarray(Math.min(tail.length, this.#tail.length));
    const kept = new Int16Array(Math.min(TAIL_SAMPLES, before.length + tail.length));
    kept.set(before.subarray(before.length + tail.length - kept.length));
    kept.set(tail, kept.length - tail.length);
    this.#tail = kept;
    return bytes;
  }
}

/** The part of a take in which it is to be joined to the one before. */
class Seam {
  readonly from: number;
  readonly #to: number;
  readonly #pieces: Int16Array[] = [];
  /** Samples of the take that have come. */
  #position = 0;

  constructor(from: number, to: number) {
    this.from = from;
    this.#to = to;
  }

  push(samples: Int16Array): void {
    const skipped = Math.min(samples.length, Math.max(0, this.from - this.#position));
    this.#position += samples.length;
    if (skipped < samples.length) this.#pieces.push(samples.slice(skipped));
  }

  get isReached(): boolean {
    return this.#position >= this.#to;
  }

  samples(): Int16Array {
    const joined = new Int16Array(this.#pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of this.#pieces) {
      joined.set(piece, at);
      at += piece.length;
    }
    return joined;
  }
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

/** Every platform that has a browser is little-endian, as the format is. */
function samplesOf(bytes: Uint8Array): Int16Array {
  return new Int16Array(bytes.slice().buffer);
}

function bytesOf(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
