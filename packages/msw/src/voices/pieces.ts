/** Samples turned into bytes at a time: a voice may give minutes at once. */
const BLOCK = 8192;

/** Little-endian 16-bit PCM in pieces of `pieceBytes`; the last may be shorter. */
export async function* piecesOf(
  parts: AsyncIterable<Int16Array>,
  pieceBytes: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let piece = new Uint8Array(pieceBytes);
  let filled = 0;
  for await (const bytes of blocksOf(parts)) {
    for (let read = 0; read < bytes.length; ) {
      const part = bytes.subarray(read, read + pieceBytes - filled);
      piece.set(part, filled);
      read += part.length;
      filled += part.length;
      if (filled < pieceBytes) continue;
      yield piece;
      piece = new Uint8Array(pieceBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}

async function* blocksOf(parts: AsyncIterable<Int16Array>): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const samples of parts) {
    for (let start = 0; start < samples.length; start += BLOCK) {
      yield bytesOf(samples.subarray(start, start + BLOCK));
    }
  }
}

function bytesOf(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < samples.length; index += 1) view.setInt16(2 * index, samples[index] ?? 0, true);
  return bytes;
}
