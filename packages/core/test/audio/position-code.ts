/**
 * Position-coded sound: sample i has the value (i mod 60000) - 30000, so a sample that is heard says which one
 * it is, and a lost, repeated or misplaced one cannot hide.
 */
const PERIOD = 60_000;

export function codeOf(position: number): number {
  return (position % PERIOD) - PERIOD / 2;
}

/** Samples `start` to `end`, without it. */
export function positionCoded(start: number, end: number): Int16Array<ArrayBuffer> {
  return Int16Array.from({ length: end - start }, (_, index) => codeOf(start + index));
}

export function toBytes(samples: Int16Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  samples.forEach((sample, index) => view.setInt16(index * 2, sample, true));
  return bytes;
}

export function positionCodedBytes(start: number, end: number): Uint8Array<ArrayBuffer> {
  return toBytes(positionCoded(start, end));
}
