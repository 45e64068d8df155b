import { CuelightError } from '../errors.ts';
import type { ReceivedAudio } from './received-audio.ts';

/** What a reader gets at a time: one second, or what there is. */
const PIECE_SECONDS = 1;
const HEADER_BYTES = 44;

/** Everything that has arrived and will, from the first sample that is kept. */
export async function* readPieces(
  received: ReceivedAudio,
): AsyncGenerator<Int16Array<ArrayBuffer>, void, undefined> {
  const count = Math.ceil(received.format.sampleRateHz * PIECE_SECONDS);
  let position = received.firstFrame;
  for (;;) {
    if (position < received.firstFrame) throw dropped('read the audio of a track');
    const piece = received.copy(position, count);
    position += piece.length;
    if (piece.length > 0) yield piece;
    else if (received.end === 'whole') return;
    else if (received.end !== null) throw received.end;
    else await received.more();
  }
}

/** Waits for the end, then writes all of it behind a RIFF/WAVE header. */
export async function writeWave(received: ReceivedAudio): Promise<Uint8Array<ArrayBuffer>> {
  while (received.end === null) await received.more();
  if (received.end !== 'whole') throw received.end;
  if (received.firstFrame > 0) throw dropped('write the audio of a track');
  const { sampleRateHz } = received.format;
  const dataBytes = received.frames * 2;
  const file = new Uint8Array(HEADER_BYTES + dataBytes);
  const view = new DataView(file.buffer);
  const text = (at: number, letters: string): void => {
    for (let index = 0; index < letters.length; index++) file[at + index] = letters.charCodeAt(index);
  };
  text(0, 'RIFF');
  view.setUint32(4, file.length - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  // PCM, one channel.
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, dataBytes, true);
  const samples = new Int16Array(file.buffer, HEADER_BYTES);
  for (let at = 0; at < samples.length; at += sampleRateHz) {
    samples.set(received.copy(at, Math.min(sampleRateHz, samples.length - at)), at);
  }
  return file;
}

function dropped(doing: string): CuelightError {
  return new CuelightError('invalid', {
    doing,
    because: 'retainSeconds has dropped some of it',
    advice: 'Create the player without retainSeconds to keep all of it, or read it as it arrives.',
  });
}
