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

/** A header of 44 bytes for 16-bit mono samples. `dataBytes` `null`: not known yet, as in a stream. */
export function waveHeader(sampleRateHz: number, dataBytes: number | null): Uint8Array {
  const header = new Uint8Array(44);
  const view = new DataView(header.buffer);
  const unknown = 0xff_ff_ff_ff;
  view.setUint32(0, 0x52494646); // RIFF
  view.setUint32(4, dataBytes === null ? unknown : 36 + dataBytes, true);
  view.setUint32(8, 0x57415645); // WAVE
  view.setUint32(12, 0x666d7420); // fmt
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, 2 * sampleRateHz, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  view.setUint32(36, 0x64617461); // data
  view.setUint32(40, dataBytes ?? unknown, true);
  return header;
}

/** A whole file. */
export function waveFile(sampleRateHz: number, pcm: Uint8Array): Uint8Array {
  const file = new Uint8Array(44 + pcm.length);
  file.set(waveHeader(sampleRateHz, pcm.length));
  file.set(pcm, 44);
  return file;
}
