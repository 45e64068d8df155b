import { CuelightError } from '../../errors.ts';
import { ENCODINGS, type Encoding } from './encodings.ts';
import type { PcmFormat } from './format.ts';
import { findWaveStart, inspectStreamStart, WAVE_START_BYTES, type WaveEncoding } from './wave-header.ts';

/** Real headers have 44 to a few hundred bytes; what goes on longer is not one. */
const MAXIMUM_HEADER_BYTES = 16_384;
const NO_BYTES: Uint8Array = new Uint8Array(0);

/**
 * Turns the bytes of a stream, in any cutting, into 16-bit samples. Carries the first half of a sample over
 * to the next bytes, and takes off RIFF/WAVE headers, which some servers send unasked: at the start, and, where there
 * was one at the start, before later pieces.
 */
export class PcmFraming {
  readonly #format: PcmFormat;
  readonly #encoding: Encoding;
  /** Bytes kept for later: what may be the start of a header, and half a sample before it. */
  #kept: Uint8Array = NO_BYTES;
  /** `start`: here may be a header. `wave`: there was one, there may be more. `raw`: there was none. */
  #place: 'start' | 'wave' | 'raw' = 'start';

  constructor(format: PcmFormat) {
    this.#format = format;
    this.#encoding = ENCODINGS[format.encoding];
  }

  /**
   * The samples complete by now. They may share memory with `bytes`: use them before `bytes` is written again.
   * @throws CuelightError `invalid-option` when a header contradicts the format, or never ends.
   */
  push(bytes: Uint8Array): Int16Array {
    const pieces: Int16Array[] = [];
    let rest = join(this.#kept, bytes);
    this.#kept = NO_BYTES;
    for (;;) {
      if (this.#place === 'start') {
        const samples = this.#skipHeader(rest);
        if (samples === null) break;
        rest = samples;
      }
      const end = this.#place === 'wave' ? findWaveStart(rest) : rest.length;
      const whole = end - (end % this.#encoding.bytesPerSample);
      pieces.push(this.#encoding.decode(rest.subarray(0, whole)));
      if (end + WAVE_START_BYTES > rest.length) {
        this.#kept = rest.slice(whole);
        break;
      }
      // Half a sample before a header has lost its other half.
      rest = rest.subarray(end);
      this.#place = 'start';
    }
    return concatenate(pieces);
  }

  /** The stream ended: what was kept as the beginning of a header was audio. Half a sample is dropped. */
  end(): Int16Array {
    const isCutHeader = this.#place === 'start' && this.#kept.length >= WAVE_START_BYTES;
    const kept = isCutHeader ? NO_BYTES : this.#kept;
    this.#kept = NO_BYTES;
    return this.#encoding.decode(
      kept.subarray(0, kept.length - (kept.length % this.#encoding.bytesPerSample)),
    );
  }

  /** What comes after the header, if there is one; `null` and kept while that cannot be told. */
  #skipHeader(bytes: Uint8Array): Uint8Array | null {
    const start = inspectStreamStart(bytes);
    if (start.kind === 'unknown') {
      if (bytes.length > MAXIMUM_HEADER_BYTES) throw this.#mismatch('its WAVE header never ends');
      this.#kept = bytes.slice();
      return null;
    }
    this.#place = start.kind;
    if (start.kind === 'raw') return bytes;
    this.#check(start.encoding);
    return bytes.subarray(start.dataOffset);
  }

  #check(encoding: WaveEncoding | null): void {
    if (encoding === null) throw this.#mismatch('its WAVE header does not say what it holds');
    const { formatTag, channels, bitsPerSample, sampleRateHz } = encoding;
    const { waveTag, bytesPerSample } = this.#encoding;
    if (formatTag !== waveTag || bitsPerSample !== 8 * bytesPerSample || channels !== this.#format.channels) {
      throw this.#mismatch(
        `its WAVE header says format ${formatTag} with ${bitsPerSample} bits and ${channels} channels`,
      );
    }
    if (sampleRateHz !== this.#format.sampleRateHz) {
      throw this.#mismatch(`its WAVE header says ${sampleRateHz} Hz`);
    }
  }

  #mismatch(because: string): CuelightError {
    const { encoding, sampleRateHz, channels } = this.#format;
    return new CuelightError('invalid-option', {
      doing: `read audio as ${encoding} of ${sampleRateHz} Hz with ${channels} channel`,
      because,
      advice: 'Open the track with the format that the server sends, or ask the server for this one.',
      details: { option: 'format' },
    });
  }
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

function concatenate(pieces: readonly Int16Array[]): Int16Array {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const whole = new Int16Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
