import type { PcmEncoding } from './format.ts';

export interface Encoding {
  readonly bytesPerSample: number;
  /** What a WAVE header calls it. */
  readonly waveTag: number;
  /** Of a whole number of samples. May share memory with `bytes`. */
  decode(bytes: Uint8Array): Int16Array;
}

export const ENCODINGS: Readonly<Record<PcmEncoding, Encoding>> = {
  s16le: { bytesPerSample: 2, waveTag: 1, decode: fromLittleEndian },
  alaw: { bytesPerSample: 1, waveTag: 6, decode: (bytes) => Int16Array.from(bytes, fromALaw) },
  mulaw: { bytesPerSample: 1, waveTag: 7, decode: (bytes) => Int16Array.from(bytes, fromMuLaw) },
};

/** A view where the memory is aligned, else a copy. Every machine with a browser is little-endian. */
function fromLittleEndian(bytes: Uint8Array): Int16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
  return new Int16Array(aligned.buffer, aligned.byteOffset, aligned.length / 2);
}

/** ITU-T G.711: sign, three bits of exponent, four of the value; even bits inverted. */
function fromALaw(byte: number): number {
  const code = byte ^ 0x55;
  const exponent = (code >> 4) & 7;
  const step = ((code & 15) << 4) + 8;
  const size = exponent === 0 ? step : (step + 256) << (exponent - 1);
  return code & 0x80 ? size : -size;
}

/** ITU-T G.711: as A-law, but all bits inverted and everything moved by 33 steps of 4. */
function fromMuLaw(byte: number): number {
  const code = ~byte;
  const size = ((((code & 15) << 3) + 132) << ((code >> 4) & 7)) - 132;
  return code & 0x80 ? -size : size;
}
