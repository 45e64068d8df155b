/** Zero crossings of the sinc on each side: about 70 dB of stopband with the window below. */
const CROSSINGS = 16;
/** Part of the narrower band that is kept; the rest is where the filter falls. */
const PASSBAND = 0.94;

interface Filter {
  /** Output samples per repetition of the phases. */
  readonly up: number;
  /** Input samples per repetition. */
  readonly down: number;
  /** Taps of one phase. */
  readonly taps: number;
  /** `up` phases, one after the other. */
  readonly coefficients: Float32Array;
}

/**
 * Whole-number rates, any ratio: a polyphase windowed sinc, which neither aliases nor images as taking the
 * nearest sample does. Computed in parts, so that a long sound does not hold the thread.
 */
export class Resampler {
  readonly outputLength: number;
  /** With silence around it, so that the filter never reads outside, which would be slow. */
  readonly #padded: Int16Array;
  readonly #filter: Filter;

  constructor(input: Int16Array, fromHz: number, toHz: number) {
    const filter = filterFor(fromHz, toHz);
    this.#filter = filter;
    this.#padded = new Int16Array(input.length + filter.taps);
    this.#padded.set(input, filter.taps / 2 - 1);
    this.outputLength = Math.ceil((input.length * filter.up) / filter.down);
  }

  /** Output samples from `start` up to, not including, `end`. */
  part(start: number, end: number): Int16Array {
    const { up, down, taps, coefficients } = this.#filter;
    const padded = this.#padded;
    const output = new Int16Array(Math.min(end, this.outputLength) - start);
    for (let index = 0; index < output.length; index += 1) {
      const position = (start + index) * down;
      const first = Math.floor(position / up);
      const row = (position % up) * taps;
      let sum = 0;
      for (let tap = 0; tap < taps; tap += 1) {
        sum += (padded[first + tap] ?? 0) * (coefficients[row + tap] ?? 0);
      }
      output[index] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
    }
    return output;
  }
}

/** One per pair of rates: the voices have two rates, the providers four. */
const filters = new Map<string, Filter>();

function filterFor(fromHz: number, toHz: number): Filter {
  const name = `${fromHz}:${toHz}`;
  const known = filters.get(name);
  if (known !== undefined) return known;
  const filter = makeFilter(fromHz, toHz);
  filters.set(name, filter);
  return filter;
}

function makeFilter(fromHz: number, toHz: number): Filter {
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const up = toHz / divisor;
  const down = fromHz / divisor;
  // Relative to the input's rate: where the output is slower, the filter narrows and lengthens.
  const cutoff = PASSBAND * Math.min(1, toHz / fromHz);
  const half = Math.ceil(CROSSINGS * Math.max(1, fromHz / toHz));
  const taps = 2 * half;
  const coefficients = new Float32Array(up * taps);
  for (let phase = 0; phase < up; phase += 1) {
    for (let tap = 0; tap < taps; tap += 1) {
      const distance = tap - half + 1 - phase / up;
      coefficients[phase * taps + tap] = cutoff * sinc(cutoff * distance) * blackman(distance / half);
    }
  }
  return { up, down, taps, coefficients };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** `x` from -1 to 1; 0 outside. */
function blackman(x: number): number {
  return Math.abs(x) >= 1 ? 0 : 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
