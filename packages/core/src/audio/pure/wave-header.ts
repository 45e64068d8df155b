/** What the bytes at the start of a stream turn out to be. */
export type StreamStart =
  /** No WAVE header: they are audio. */
  | { readonly kind: 'raw' }
  /** Not enough of them to tell. */
  | { readonly kind: 'unknown' }
  /** A RIFF/WAVE file whose samples begin at `dataOffset`. */
  | { readonly kind: 'wave'; readonly dataOffset: number; readonly encoding: WaveEncoding | null };

export interface WaveEncoding {
  /** 1 is PCM of whole numbers. */
  readonly formatTag: number;
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly bitsPerSample: number;
}

const CHUNK_HEADER_BYTES = 8;
/** `RIFF`, a size, `WAVE`. */
export const WAVE_START_BYTES = 12;
/** The real tag follows in the extension. */
const FORMAT_EXTENSIBLE = 0xfffe;

/**
 * Looks for a RIFF/WAVE header in the first bytes of a stream. The size that the header gives for the
 * samples is ignored: servers that stream do not know it and write 0, 0xFFFFFFFF or the size of a piece.
 */
export function inspectStreamStart(bytes: Uint8Array): StreamStart {
  if (!isWaveStart(bytes, 0)) return { kind: 'raw' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let encoding: WaveEncoding | null = null;
  let offset = WAVE_START_BYTES;
  while (offset + CHUNK_HEADER_BYTES <= bytes.length) {
    const body = offset + CHUNK_HEADER_BYTES;
    const size = view.getUint32(offset + 4, true);
    if (agrees(bytes, offset, 'data')) return { kind: 'wave', dataOffset: body, encoding };
    // Chunks start at even offsets.
    const next = body + size + (size % 2);
    if (agrees(bytes, offset, 'fmt ') && next <= bytes.length) encoding = readEncoding(view, body, size);
    offset = next;
  }
  return { kind: 'unknown' };
}

/** Where the first header begins, or may begin, seen from the bytes so far; their length if nowhere. */
export function findWaveStart(bytes: Uint8Array): number {
  const firstByte = 0x52;
  for (let at = bytes.indexOf(firstByte); at !== -1; at = bytes.indexOf(firstByte, at + 1)) {
    if (isWaveStart(bytes, at)) return at;
  }
  return bytes.length;
}

function isWaveStart(bytes: Uint8Array, offset: number): boolean {
  return agrees(bytes, offset, 'RIFF') && agrees(bytes, offset + 8, 'WAVE');
}

function readEncoding(view: DataView, offset: number, size: number): WaveEncoding | null {
  if (size < 16) return null;
  const tag = view.getUint16(offset, true);
  return {
    formatTag: tag === FORMAT_EXTENSIBLE && size >= 26 ? view.getUint16(offset + 24, true) : tag,
    channels: view.getUint16(offset + 2, true),
    sampleRateHz: view.getUint32(offset + 4, true),
    bitsPerSample: view.getUint16(offset + 14, true),
  };
}

/** Whether `bytes`, as far as there are any, spell `word` at `offset`. */
function agrees(bytes: Uint8Array, offset: number, word: string): boolean {
  for (let index = 0; index < word.length && offset + index < bytes.length; index++) {
    if (bytes[offset + index] !== word.charCodeAt(index)) return false;
  }
  return true;
}
