import { CuelightError } from '../errors.ts';
import type { Clock } from '../platform/clock.ts';
import type { JobSnapshot, Pool } from '../pool/types.ts';
import type { HttpRequest, Provider, ReadHeader, SynthesisRequest } from '../providers/provider.ts';
import type { Lane } from '../scheduler/lane.ts';
import type { ReadonlyStore } from '../store.ts';
import { longestAudioBytes } from './longest-audio.ts';
import { transfer } from './transport.ts';

/** One stretch of text that is asked for in one request, checked. */
export interface SegmentRequest {
  readonly request: SynthesisRequest;
  readonly httpRequest: HttpRequest;
  /** Of its text, counted the provider's way. */
  readonly characters: number;
  /** Follows "Failed to" in errors. */
  readonly doing: string;
  readonly lane: Lane;
}

/** Where the audio of one segment goes. None of these may throw. */
export interface ClipSink {
  /**
   * Awaited when the turn of a request has come, before anything of it is sent: `false` ends the job with `cancelled`
   * instead. Must not reject.
   * @default it is sent
   */
  readonly maySend?: () => Promise<boolean>;
  /**
   * A take begins, at its first sample: the first one, or a new one because the take before failed or was cut. What
   * was received of the take before stays with the sink, which knows best how to go on from there.
   * `origin`: where it comes from; `network` where it was asked for on behalf of this sink.
   */
  began(origin: ClipOrigin): void;
  /** Raw PCM of the provider's format, in order, in any cutting. */
  received(bytes: Uint8Array): void;
  /** The take is complete; its request may need a moment more to be over. Called once. */
  completed(): void;
  /** Asked before a refused or failed try is repeated: `false` ends the job with that error. */
  mayRetry(error: CuelightError): boolean;
}

/** Where a clip comes from: `shared` is another request for the same clip, of this tab or another. */
export type ClipOrigin = 'network' | 'memory' | 'storage' | 'shared';

/** One clip under way. Its snapshot is that of a job of the pool, whether there is one or not. */
export interface ClipJob extends ReadonlyStore<JobSnapshot> {
  readonly origin: ClipOrigin;
  /** Resolves when it is over, after `completed()`; rejects with a `CuelightError`, `cancelled` included. */
  readonly finished: Promise<void>;
  /** Nothing is received afterwards. Works twice. */
  cancel(): void;
}

/** What brings the audio of segments. */
export interface ClipSource {
  /** @throws CuelightError what is refused at once: `queue-full`, `closed`, `weight-over-limit`. */
  fetch(request: SegmentRequest, sink: ClipSink): ClipJob;
}

export interface NetworkParts {
  readonly provider: Provider;
  readonly pool: Pool;
  readonly clock: Clock;
  /** Called with the headers of each answer. */
  readonly onHead: (header: ReadHeader) => void;
}

/** Asks the provider for every clip: one job of the pool, tried again by the pool's rules. */
export function createNetworkSource(parts: NetworkParts): ClipSource {
  const { provider, pool, clock, onHead } = parts;
  return {
    fetch: (asked, sink) => {
      const { doing } = asked;
      const job = pool.run(
        async ({ signal }) => {
          if (sink.maySend !== undefined && !(await sink.maySend())) throw notSent(doing);
          sink.began('network');
          // Not before: until now more may have been asked for with it.
          const { httpRequest, characters } = asked;
          await transfer({
            provider,
            request: httpRequest,
            doing,
            signal,
            clock,
            createReader: (contentType) => provider.createReader(contentType),
            longestBytes: longestAudioBytes(provider, characters),
            onHead,
            onBytes: (bytes) => {
              if (!isCancelled) sink.received(bytes);
            },
            onComplete: () => {
              if (!isCancelled) sink.completed();
            },
          });
        },
        {
          lane: asked.lane,
          weight: provider.weight(asked.request),
          units: asked.characters,
          mayRetry: (error) => sink.mayRetry(error),
        },
      );
      let isCancelled = false;
      return {
        origin: 'network',
        finished: job.finished,
        getState: () => job.getState(),
        getInitialState: () => job.getInitialState(),
        subscribe: (listener) => job.subscribe(listener),
        cancel: () => {
          isCancelled = true;
          job.cancel();
        },
      };
    },
  };
}

function notSent(doing: string): CuelightError {
  return new CuelightError('cancelled', { doing, because: 'it was no longer wanted when its turn had come' });
}
