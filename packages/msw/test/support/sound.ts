/** 16-bit little-endian samples. */
export function samplesOf(bytes: Uint8Array): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int16Array.from({ length: bytes.length / 2 }, (_, index) => view.getInt16(2 * index, true));
}

/** Root mean square; 1 is full scale. */
export function rms(samples: Int16Array): number {
  const sum = samples.reduce((total, sample) => total + (sample / 32_768) ** 2, 0);
  return Math.sqrt(sum / samples.length);
}
