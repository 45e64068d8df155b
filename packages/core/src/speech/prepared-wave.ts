import { writeWave } from '../audio/export-audio.ts';
import type { PcmFormat } from '../audio/pure/format.ts';
import { ReceivedAudio } from '../audio/received-audio.ts';
import type { ClipSource, SegmentRequest } from './clip-source.ts';

/** The parts of a text as one WAVE file, in their order. */
export async function preparedWave(
  requests: readonly SegmentRequest[],
  source: ClipSource,
  format: PcmFormat,
): Promise<Uint8Array<ArrayBuffer>> {
  const received = new ReceivedAudio(format, Infinity);
  for (const request of requests) {
    // One by one: only one of them is held twice at a time.
    // oxlint-disable-next-line no-await-in-loop
    for (const bytes of await piecesOf(request, source)) received.append(bytes);
    received.endPiece();
  }
  received.close('whole');
  return writeWave(received);
}

async function piecesOf(request: SegmentRequest, source: ClipSource): Promise<readonly Uint8Array[]> {
  let pieces: Uint8Array[] = [];
  const job = source.fetch(request, {
    began: () => {
      pieces = [];
    },
    received: (bytes) => void pieces.push(bytes.slice()),
    completed: () => {},
    mayRetry: () => true,
  });
  await job.finished;
  return pieces;
}
