import { createParser, type EventSourceMessage, type ParseError } from 'eventsource-parser';
import type { AudioEvent, AudioReader, Failure } from '../provider.ts';
import { decodeBase64 } from '../shared/base64.ts';
import { foreignType } from '../shared/content-type.ts';
import { decodeFrame } from './frame.ts';

/**
 * Characters kept of a line or event that is not finished. A frame of the service holds 1,368 of base64; whole
 * clips in one frame still fit.
 */
const MAX_BUFFER_SIZE = 4_000_000;

/** Server-sent events that carry base64 PCM, in every framing the service has used (see `frame.ts`). */
export class SsePcmReader implements AudioReader {
  #events: AudioEvent[] = [];
  #receivedBytes = 0;
  #isOver = false;
  /** The oldest framing writes `done: true` as a field of its own, ahead of the blank line that ends the event. */
  #endsWithThisEvent = false;
  readonly #foreignType: string | null;
  readonly #leastBytes: number;
  readonly #decoder = new TextDecoder();
  readonly #parser = createParser({
    maxBufferSize: MAX_BUFFER_SIZE,
    onEvent: (message) => this.#onMessage(message),
    onError: (error) => this.#onParseError(error),
  });

  /** `leastBytes`: a complete answer with less audio than that is no speech. */
  constructor(contentType: string | null, leastBytes: number) {
    this.#foreignType = foreignType(contentType, 'pcm');
    this.#leastBytes = leastBytes;
  }

  read(bytes: Uint8Array): readonly AudioEvent[] {
    if (this.#isOver) return [];
    if (this.#foreignType !== null) this.#fail({ type: 'foreign', contentType: this.#foreignType });
    else this.#parser.feed(this.#decoder.decode(bytes, { stream: true }));
    return this.#taken();
  }

  end(): readonly AudioEvent[] {
    if (this.#isOver) return [];
    if (this.#endsWithThisEvent) this.#complete();
    else this.#fail({ type: 'truncated', receivedBytes: this.#receivedBytes });
    return this.#taken();
  }

  #onMessage(message: EventSourceMessage): void {
    if (this.#isOver) return;
    const frame = decodeFrame(message.event, message.data);
    switch (frame.type) {
      case 'error':
        this.#fail({ type: 'frame', body: message.data });
        return;
      case 'unreadable':
        this.#fail({ type: 'malformed', because: frame.because });
        return;
      case 'content':
        if (frame.audio !== null) this.#receive(frame.audio);
        if (frame.isLast || this.#endsWithThisEvent) this.#complete();
    }
  }

  #receive(base64: string): void {
    const bytes = decodeBase64(base64);
    if (bytes === null) {
      this.#fail({ type: 'malformed', because: 'a frame holds audio that is not base64' });
    } else if (bytes.length > 0) {
      this.#receivedBytes += bytes.length;
      this.#events.push({ type: 'audio', bytes });
    }
  }

  #complete(): void {
    if (this.#isOver) return;
    if (this.#receivedBytes < this.#leastBytes) {
      this.#fail({ type: 'empty', receivedBytes: this.#receivedBytes });
      return;
    }
    this.#isOver = true;
    this.#events.push({ type: 'end' });
  }

  #fail(failure: Failure): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#events.push({ type: 'failure', failure });
  }

  #onParseError(error: ParseError): void {
    if (error.type === 'max-buffer-size-exceeded') {
      this.#fail({
        type: 'malformed',
        because: `a line or event is longer than ${MAX_BUFFER_SIZE} characters`,
      });
    } else if (error.field === 'done' && error.value === 'true') {
      this.#endsWithThisEvent = true;
    }
    // Any other unknown field is ignored, as the specification of server-sent events asks.
  }

  #taken(): readonly AudioEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}
