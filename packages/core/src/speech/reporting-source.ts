import { CuelightError } from '../errors.ts';
import type { Clock } from '../platform/clock.ts';
import type { Provider } from '../providers/provider.ts';
import type { ClipJob, ClipSink, ClipSource, SegmentRequest } from './clip-source.ts';
import type { SpeechEvents } from './event-types.ts';
import type { SpeechEventHub } from './events.ts';

export interface ReportParts {
  readonly hub: SpeechEventHub;
  readonly clock: Clock;
  readonly provider: Provider;
  /** Its id. */
  readonly utterance: string;
}

/** The same source, telling what becomes of each part of one utterance. */
export function reportingSource(source: ClipSource, parts: ReportParts): ClipSource {
  let part = 0;
  return {
    fetch: (request, sink) => new PartReport(parts, request, part++).fetch(source, sink),
  };
}

type AboutPart = SpeechEvents['queued'];

/** One part on its way. */
class PartReport {
  readonly #parts: ReportParts;
  readonly #request: SegmentRequest;
  readonly #part: number;
  readonly #queuedAtMs: number;
  #attempt = 0;
  #sentAtMs = 0;
  #hasAudio = false;
  /** The one that was told already. */
  #refusal: unknown = null;

  constructor(parts: ReportParts, request: SegmentRequest, part: number) {
    this.#parts = parts;
    this.#request = request;
    this.#part = part;
    this.#queuedAtMs = parts.clock.now();
  }

  fetch(source: ClipSource, sink: ClipSink): ClipJob {
    const { hub, provider } = this.#parts;
    const { text } = this.#request.request;
    const job = source.fetch(this.#request, {
      ...sink,
      began: (origin) => {
        if (origin === 'network') this.#sent();
        sink.began(origin);
      },
      received: (bytes) => {
        this.#received();
        sink.received(bytes);
      },
      mayRetry: (error) => {
        const willRetry = sink.mayRetry(error);
        this.#refused(error, willRetry && error.retryable);
        return willRetry;
      },
    });
    hub.tell('queued', text, () => this.#about());
    job.finished.then(
      () => {
        const { origin } = job;
        if (origin === 'network') return;
        const savedCharacters = provider.billedCharacters(text);
        hub.tell('cached', text, () => ({ ...this.#about(), origin, savedCharacters }));
      },
      (error: unknown) => {
        if (CuelightError.is(error) && error !== this.#refusal && this.#attempt > 0 && !isOurs(error))
          this.#refused(error, false);
      },
    );
    return job;
  }

  #sent(): void {
    const { hub, clock } = this.#parts;
    this.#attempt += 1;
    this.#sentAtMs = clock.now();
    this.#hasAudio = false;
    const name = this.#attempt === 1 ? 'started' : 'retried';
    hub.tell(name, this.#request.request.text, () => ({
      ...this.#about(),
      attempt: this.#attempt,
      waitedMs: this.#sentAtMs - this.#queuedAtMs,
    }));
  }

  #received(): void {
    if (this.#hasAudio || this.#attempt === 0) return;
    this.#hasAudio = true;
    const { hub, clock } = this.#parts;
    hub.tell('first-byte', this.#request.request.text, () => ({
      ...this.#about(),
      attempt: this.#attempt,
      afterMs: clock.now() - this.#sentAtMs,
    }));
  }

  #refused(error: CuelightError, willRetry: boolean): void {
    this.#refusal = error;
    const { status, retryAfterMs } = error.details;
    this.#parts.hub.tell('refused', this.#request.request.text, () => ({
      ...this.#about(),
      attempt: this.#attempt,
      code: error.code,
      ...(status !== undefined && { status }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      willRetry,
    }));
  }

  #about(): AboutPart {
    const { clock, provider, utterance } = this.#parts;
    const { request, lane, characters } = this.#request;
    return {
      utterance,
      atMs: clock.now(),
      provider: provider.id,
      voice: request.voice,
      part: this.#part,
      lane,
      characters,
    };
  }
}

/** Nobody refused it: it was not wanted any more. */
function isOurs({ code }: CuelightError): boolean {
  return code === 'cancelled' || code === 'closed';
}
