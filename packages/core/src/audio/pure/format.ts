/** Raw PCM as the providers stream it: signed 16-bit little-endian samples, interleaved. */
export interface PcmFormat {
  readonly encoding: 's16le';
  /** 3,000 to 192,000. */
  readonly sampleRateHz: number;
  readonly channels: 1;
}
