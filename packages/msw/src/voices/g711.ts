/** G.711: 16-bit samples as one byte each, on a logarithmic scale (ITU-T G.711). */

const ULAW_BIAS = 0x84;
const ULAW_CLIP = 32_635;

/** µ-law, as North America and Japan use it. */
export function ulawByte(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), ULAW_CLIP) + ULAW_BIAS;
  const exponent = 24 - Math.clz32(magnitude);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

/** A-law, as the rest of the world does. */
export function alawByte(sample: number): number {
  // Negative numbers mirror the positive ones at -1/2, not at 0.
  const sign = sample < 0 ? 0 : 0x80;
  const magnitude = sample < 0 ? ~sample : sample;
  const exponent = Math.max(0, 24 - Math.clz32(magnitude));
  const mantissa = exponent === 0 ? magnitude >> 4 : (magnitude >> (exponent + 3)) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}

/** One byte for each little-endian 16-bit sample. */
export function companded(pcm: Uint8Array, encode: (sample: number) => number): Uint8Array {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  return Uint8Array.from({ length: pcm.length >> 1 }, (_, index) => encode(view.getInt16(2 * index, true)));
}
