/** The sound of the benches: what is played, and what is expected to be heard. Mono, signed 16-bit. */
export const SOURCE_RATE_HZ = 24_000;
const BYTES_PER_FRAME = 2;

/**
 * `positions`: sample i has the value (i mod 60000) - 30000, so that a sample that is heard says which one it is.
 * `tone`: a sine of half of full scale.
 */
export type Sound = { readonly kind: 'positions' } | { readonly kind: 'tone'; readonly hz: number };

export const POSITION_PERIOD = 60_000;
export const TONE_AMPLITUDE = 0.5;

export function bytesOf(frames: number): number {
  return frames * BYTES_PER_FRAME;
}

export function framesOf(bytes: number): number {
  return Math.floor(bytes / BYTES_PER_FRAME);
}

/** Bytes `from` to `to`, without it, of a stream of this sound. */
export function soundBytes(sound: Sound, from: number, to: number): Uint8Array<ArrayBuffer> {
  const firstFrame = Math.floor(from / BYTES_PER_FRAME);
  const frames = Math.ceil(to / BYTES_PER_FRAME) - firstFrame;
  const view = new DataView(new ArrayBuffer(bytesOf(frames)));
  for (let frame = 0; frame < frames; frame += 1) {
    view.setInt16(bytesOf(frame), sampleAt(sound, firstFrame + frame), true);
  }
  const begin = from - bytesOf(firstFrame);
  return new Uint8Array(view.buffer.slice(begin, begin + to - from));
}

function sampleAt(sound: Sound, position: number): number {
  if (sound.kind === 'positions') return (position % POSITION_PERIOD) - POSITION_PERIOD / 2;
  const angle = (2 * Math.PI * sound.hz * position) / SOURCE_RATE_HZ;
  return Math.round(Math.sin(angle) * TONE_AMPLITUDE * 2 ** 15);
}

/** The 44 bytes before the samples in a WAVE file whose length its server did not know. */
export function waveHeader(): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(44));
  const write = (at: number, text: string): void => {
    for (let index = 0; index < text.length; index += 1) view.setUint8(at + index, text.charCodeAt(index));
  };
  write(0, 'RIFF');
  view.setUint32(4, 0xff_ff_ff_ff, true);
  write(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, SOURCE_RATE_HZ, true);
  view.setUint32(28, bytesOf(SOURCE_RATE_HZ), true);
  view.setUint16(32, BYTES_PER_FRAME, true);
  view.setUint16(34, 16, true);
  write(36, 'data');
  view.setUint32(40, 0xff_ff_ff_ff, true);
  return new Uint8Array(view.buffer);
}
