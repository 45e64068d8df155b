export interface Wave {
  readonly sampleRateHz: number;
  readonly samples: Int16Array;
}

/**
 * Reads what Flite writes: a RIFF file with 16-bit mono samples and a 44-byte header.
 * @throws Error for anything else.
 */
export function readWave(file: Uint8Array): Wave {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const isRiff = file.length > 44 && view.getUint32(0) === 0x52494646 && view.getUint32(36) === 0x64617461;
  if (!isRiff || view.getUint16(22, true) !== 1 || view.getUint16(34, true) !== 16) {
    throw new Error('not a 16-bit mono WAV file');
  }
  // The length that the header states is not trusted beyond the file's own.
  const bytes = Math.min(view.getUint32(40, true), file.length - 44);
  const samples = new Int16Array(bytes >> 1);
  for (let index = 0; index < samples.length; index += 1)
    samples[index] = view.getInt16(44 + 2 * index, true);
  return { sampleRateHz: view.getUint32(24, true), samples };
}
