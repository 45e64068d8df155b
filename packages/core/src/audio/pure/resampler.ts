/** Half the length of the filter, in samples of the lower of the two rates: passes 0.44 of that rate untouched. */
const HALF_TAPS = 24;
/** Places between two samples for which the filter is tabulated; what lies between them is interpolated. */
const PHASES = 256;
/** Shape of the Kaiser window: 80 dB of what must not be heard are taken away. */
const BETA = 8;

/**
 * Turns a stream of samples of one rate into one of another: a windowed sinc in as many phases as matter, with its
 * history carried on, so that the cutting into blocks makes no difference. Counts in whole numbers and never drifts:
 * after n frames out, it has taken in ⌊(n - 1) × from / to⌋ + 1. What comes out is `delayFrames` late.
 */
export class Resampler {
  /** In samples of the source: 1 ms at 24 kHz, where the rate goes up. */
  readonly delayFrames: number;
  readonly #fromHz: number;
  readonly #toHz: number;
  readonly #taps: number;
  /** The filter for each phase and for the one after the last, newest sample first. */
  readonly #table: Float32Array;
  /** The last samples, newest first, twice over: any `#taps` from `#newest` on are in one piece. */
  readonly #history: Float32Array;
  #newest = 0;
  /** How far the next frame lies behind the newest sample, in units of 1 / `#toHz` of a sample. */
  #phase: number;

  constructor(fromHz: number, toHz: number, table: Float32Array | null = null) {
    const share = Math.min(1, toHz / fromHz);
    this.#fromHz = fromHz;
    this.#toHz = toHz;
    this.delayFrames = Math.ceil(HALF_TAPS / share);
    this.#taps = 2 * this.delayFrames;
    this.#table = table ?? filterTable(this.delayFrames, share);
    this.#history = new Float32Array(2 * this.#taps);
    this.#phase = toHz;
  }

  /** One that goes on as this one would, apart from it. */
  copy(): Resampler {
    const copy = new Resampler(this.#fromHz, this.#toHz, this.#table);
    copy.#history.set(this.#history);
    copy.#newest = this.#newest;
    copy.#phase = this.#phase;
    return copy;
  }

  /** How many samples the next `frames` frames take. */
  framesFor(frames: number): number {
    return Math.max(0, Math.floor((this.#phase + (frames - 1) * this.#fromHz) / this.#toHz));
  }

  /** Fills `output` from exactly `framesFor(output.length)` samples of `source`. */
  process(source: Float32Array, output: Float32Array): void {
    const table = this.#table;
    const history = this.#history;
    const taps = this.#taps;
    let taken = 0;
    for (let frame = 0; frame < output.length; frame++) {
      for (; this.#phase >= this.#toHz; this.#phase -= this.#toHz) this.#push(source[taken++]!);
      const place = (this.#phase / this.#toHz) * PHASES;
      const row = Math.floor(place) * taps;
      let before = 0;
      let after = 0;
      for (let tap = 0; tap < taps; tap++) {
        const sample = history[this.#newest + tap]!;
        before += sample * table[row + tap]!;
        after += sample * table[row + taps + tap]!;
      }
      output[frame] = before + (place % 1) * (after - before);
      this.#phase += this.#fromHz;
    }
  }

  #push(sample: number): void {
    this.#newest = (this.#newest || this.#taps) - 1;
    this.#history[this.#newest] = sample;
    this.#history[this.#newest + this.#taps] = sample;
  }
}

function filterTable(half: number, share: number): Float32Array {
  const taps = 2 * half;
  const table = new Float32Array((PHASES + 1) * taps);
  for (let phase = 0; phase <= PHASES; phase++) {
    const row = table.subarray(phase * taps, (phase + 1) * taps);
    for (let tap = 0; tap < taps; tap++) {
      const at = tap + phase / PHASES - half;
      const x = Math.PI * at * share;
      row[tap] =
        (x === 0 ? 1 : Math.sin(x) / x) * bessel(BETA * Math.sqrt(Math.max(0, 1 - (at / half) ** 2)));
    }
    // Every phase lets a constant through as it is.
    const sum = row.reduce((total, value) => total + value, 0);
    row.forEach((value, tap) => (row[tap] = value / sum));
  }
  return table;
}

/** The modified Bessel function of the first kind and order 0, by its series. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let n = 1; n < 40; n++) sum += term *= (x / (2 * n)) ** 2;
  return sum;
}
