import { CuelightError } from '../../errors.ts';
import type { PcmFormat } from './format.ts';
import { inspectStreamStart, type WaveEncoding } from './wave-header.ts';

/** Real headers have 44 to a few hundred bytes; what goes on longer is not one. */
const MAXIMUM_HEADER_BYTES = 16_384;
const NO_BYTES: Uint8Array = new Uint8Array(0);
const PCM_FORMAT_TAG = 1;

/**
 * Turns the bytes of a stream, in any cutting, into 16-bit samples. Carries the first half of a sample over
 * to the next bytes, and takes off a RIFF/WAVE header at the start, which some servers send unasked.
 */
export class PcmFraming {
  readonly #format: PcmFormat;
  /** Bytes kept for later: the start of the stream while it may be a header, afterwards half a sample. */
  #kept: Uint8Array = NO_BYTES;
  #isPastStart = false;

  constructor(format: PcmFormat) {
    this.#format = format;
  }

  /**
   * The samples complete by now. They may share memory with `bytes`: use them before `bytes` is written again.
   * @throws CuelightError `invalid-option` when a header contradicts the format, or never ends.
   */
  push(bytes: Uint8Array): Int16Array {
    let whole = join(this.#kept, bytes);
    if (!this.#isPastStart) {
      const start = inspectStreamStart(whole);
      if (start.kind === 'unknown') {
        if (whole.length > MAXIMUM_HEADER_BYTES) throw this.#mismatch('its WAVE header never ends');
        this.#kept = whole.slice();
        return new Int16Array(0);
      }
      this.#isPastStart = true;
      if (start.kind === 'wave') {
        this.#check(start.encoding);
        whole = whole.subarray(start.dataOffset);
      }
    }
    const evenBytes = whole.length - (whole.length % 2);
    this.#kept = whole.slice(evenBytes);
    return toSamples(whole.subarray(0, evenBytes));
  }

  /** The stream ended: what was kept as a possible header was audio. Half a sample is dropped. */
  end(): Int16Array {
    const kept = this.#isPastStart ? NO_BYTES : this.#kept;
    this.#isPastStart = true;
    this.#kept = NO_BYTES;
    return toSamples(kept.subarray(0, kept.length - (kept.length % 2)));
  }

  #check(encoding: WaveEncoding | null): void {
    if (encoding === null) throw this.#mismatch('its WAVE header does not say what it holds');
    const { formatTag, channels, bitsPerSample, sampleRateHz } = encoding;
    if (formatTag !== PCM_FORMAT_TAG || bitsPerSample !== 16 || channels !== this.#format.channels) {
      throw this.#mismatch(
        `its WAVE header says format ${formatTag} with ${bitsPerSample} bits and ${channels} channels`,
      );
    }
    if (sampleRateHz !== this.#format.sampleRateHz) {
      throw this.#mismatch(`its WAVE header says ${sampleRateHz} Hz`);
    }
  }

  #mismatch(because: string): CuelightError {
    const { sampleRateHz, channels } = this.#format;
    return new CuelightError('invalid-option', {
      doing: `read audio as 16-bit PCM of ${sampleRateHz} Hz with ${channels} channel`,
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

/** A view where the memory is aligned, else a copy. Little-endian, as every machine with a browser is. */
function toSamples(bytes: Uint8Array): Int16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
  return new Int16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2);
}
