/**
 * How a sample is written. `s16le`: signed 16-bit, little-endian. `mulaw`, `alaw`: one byte, as on the telephone
 * (ITU-T G.711).
 */
export type PcmEncoding = 's16le' | 'mulaw' | 'alaw';

/** Raw PCM as the providers stream it. */
export interface PcmFormat {
  readonly encoding: PcmEncoding;
  /** 3,000 to 192,000. */
  readonly sampleRateHz: number;
  readonly channels: 1;
}
