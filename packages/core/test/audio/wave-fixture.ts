export interface WaveHeaderParts {
  readonly sampleRateHz?: number;
  readonly channels?: number;
  readonly bitsPerSample?: number;
  readonly formatTag?: number;
  readonly extensible?: boolean;
  readonly omitFormat?: boolean;
  /** Names and sizes of chunks between the format and the samples. */
  readonly before?: Readonly<Record<string, number>>;
  readonly dataBytes?: number;
}

/** The bytes of a RIFF/WAVE file up to its samples (Microsoft and IBM, Multimedia Programming Interface 1.0). */
export function waveHeader(parts: WaveHeaderParts = {}): Uint8Array<ArrayBuffer> {
  const { sampleRateHz = 24_000, channels = 1, bitsPerSample = 16, formatTag = 1, dataBytes = 0 } = parts;
  const bytes: number[] = [];
  const text = (value: string): void => void bytes.push(...new TextEncoder().encode(value));
  const number = (value: number, size: number): void => {
    for (let index = 0; index < size; index++) bytes.push(Math.floor(value / 256 ** index) % 256);
  };
  text('RIFF');
  number(0xffff_ffff, 4);
  text('WAVE');
  if (parts.omitFormat !== true) {
    text('fmt ');
    number(parts.extensible === true ? 40 : 16, 4);
    number(parts.extensible === true ? 0xfffe : formatTag, 2);
    number(channels, 2);
    number(sampleRateHz, 4);
    number((sampleRateHz * channels * bitsPerSample) / 8, 4);
    number((channels * bitsPerSample) / 8, 2);
    number(bitsPerSample, 2);
    if (parts.extensible === true) {
      number(22, 2);
      number(bitsPerSample, 2);
      number(4, 4);
      number(formatTag, 2);
      number(0, 14);
    }
  }
  for (const [name, size] of Object.entries(parts.before ?? {})) {
    text(name);
    number(size, 4);
    for (let index = 0; index < size + (size % 2); index++) bytes.push(0x64);
  }
  text('data');
  number(dataBytes, 4);
  return Uint8Array.from(bytes);
}
