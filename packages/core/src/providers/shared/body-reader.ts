import type { AudioEvent, AudioReader, ClipFormat, Failure } from '../provider.ts';
import { foreignType } from './content-type.ts';

export interface BodyReaderParts {
  readonly contentType: string | null;
  readonly format: ClipFormat | 'json';
  /** Fewer bytes than this are no speech: the provider answered well, and with nothing. @default 1 */
  readonly leastBytes?: number;
}

const RIFF = [0x52, 0x49, 0x46, 0x46];

/**
 * The body is the audio itself, without frames or end mark. Whether it is whole can be told only from how the
 * connection ended, from there being any audio, and from its last sample.
 */
export class BodyReader implements AudioReader {
  readonly #parts: BodyReaderParts;
  #receivedBytes = 0;
  #isOver = false;

  constructor(parts: BodyReaderParts) {
    this.#parts = parts;
  }

  read(given: Uint8Array): readonly AudioEvent[] {
    // A Buffer is one too, as a `fetch` of your own may give them, and its slice() copies nothing. A text gives no bytes.
    const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
    if (this.#isOver || bytes.length === 0) return [];
    const contentType = foreignType(this.#parts.contentType, this.#parts.format);
    if (contentType !== null) return this.#fail({ type: 'foreign', contentType });
    const isWave = RIFF.every((byte, at) => (bytes[at - this.#receivedBytes] ?? byte) === byte);
    if (this.#parts.format === 'wav' && !isWave) {
      return this.#fail({ type: 'malformed', because: 'it does not begin as a WAVE file does' });
    }
    this.#receivedBytes += bytes.length;
    return [{ type: 'audio', bytes }];
  }

  end(): readonly AudioEvent[] {
    if (this.#isOver) return [];
    const { format, leastBytes = 1 } = this.#parts;
    const receivedBytes = this.#receivedBytes;
    if (receivedBytes === 0 || (format === 'pcm' && receivedBytes % 2 === 1)) {
      return this.#fail({ type: 'truncated', receivedBytes });
    }
    if (receivedBytes < leastBytes) return this.#fail({ type: 'empty', receivedBytes });
    this.#isOver = true;
    return [{ type: 'end' }];
  }

  #fail(failure: Failure): readonly AudioEvent[] {
    this.#isOver = true;
    return [{ type: 'failure', failure }];
  }
}
