import type { AudioEvent, AudioReader } from '../provider.ts';
import { foreignType } from '../shared/content-type.ts';

const BYTES_PER_SAMPLE = 2;

/**
 * The body is raw PCM, without frames, length or end mark (docs.breezeblue.ai/concepts/streaming). Whether it is
 * whole can be told only from how the connection ended, from there being any audio, and from its last sample.
 */
export class RawPcmReader implements AudioReader {
  #receivedBytes = 0;
  #isOver = false;
  #foreignType: string | null;

  constructor(contentType: string | null) {
    this.#foreignType = foreignType(contentType);
  }

  read(bytes: Uint8Array): readonly AudioEvent[] {
    if (this.#isOver) return [];
    if (this.#foreignType !== null) {
      this.#isOver = true;
      return [{ type: 'failure', failure: { type: 'foreign', contentType: this.#foreignType } }];
    }
    if (bytes.length === 0) return [];
    this.#receivedBytes += bytes.length;
    return [{ type: 'audio', bytes }];
  }

  end(): readonly AudioEvent[] {
    if (this.#isOver) return [];
    this.#isOver = true;
    const isWhole = this.#receivedBytes > 0 && this.#receivedBytes % BYTES_PER_SAMPLE === 0;
    return [
      isWhole
        ? { type: 'end' }
        : { type: 'failure', failure: { type: 'truncated', receivedBytes: this.#receivedBytes } },
    ];
  }
}
