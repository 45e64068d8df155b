import type { ErrorCode } from '../errors.ts';
import type { Lane } from '../scheduler/lane.ts';
import type { ClipOrigin } from './clip-source.ts';

interface AboutUtterance {
  /** `id` of the utterance. */
  readonly utterance: string;
  /** When, on the clock of `performance.now()` of this tab. */
  readonly atMs: number;
  /** The provider's id: `breeze`. */
  readonly provider: string;
  readonly voice: string;
  /** Of the utterance or of this part of it; only for listeners that asked for it. */
  readonly text?: string;
}

interface AboutPart extends AboutUtterance {
  /** Which part of the utterance, from 0, in the order in which they are asked for. */
  readonly part: number;
  readonly lane: Lane;
  /** As the provider counts. */
  readonly characters: number;
}

interface AboutRequest extends AboutPart {
  /** 1 for the first request of this part. */
  readonly attempt: number;
}

/** What is told of everything that is said: plain data, by the name of what has happened. */
export interface SpeechEvents {
  /** A part is wanted: it is looked for in the cache, and waits for its turn to be asked for. */
  readonly queued: AboutPart;
  /** Its first request is sent. */
  readonly started: AboutRequest & { readonly waitedMs: number };
  /** A request was refused, failed or broke off. */
  readonly refused: AboutRequest & {
    readonly code: ErrorCode;
    readonly status?: number;
    readonly retryAfterMs?: number;
    /** Unless the limits of the client's `retry` are reached: then it is the end. */
    readonly willRetry: boolean;
  };
  /** Another request is sent for it. */
  readonly retried: AboutRequest & { readonly waitedMs: number };
  /** Its request has brought the first audio. `afterMs`: since it was sent. */
  readonly 'first-byte': AboutRequest & { readonly afterMs: number };
  /** It came without a request of its own. `savedCharacters`: that would have been billed. */
  readonly cached: AboutPart & {
    readonly origin: Exclude<ClipOrigin, 'network'>;
    readonly savedCharacters: number;
  };
  /** The utterance is heard. `afterMs`: since it was said. */
  readonly 'first-sound': AboutUtterance & { readonly afterMs: number };
  /** The utterance is over. */
  readonly finished: AboutUtterance & {
    readonly outcome: 'done' | 'failed' | 'cancelled';
    /** Of the error it failed with. */
    readonly code?: ErrorCode;
    readonly durationMs: number;
    /** Requests that were sent for it. */
    readonly attempts: number;
    readonly mayBeBilledAgain: number;
  };
}

export type SpeechEventName = keyof SpeechEvents;

export interface ListenOptions {
  /** Whether `text` is told, too. It may be personal, and analytics need it rarely. @default false */
  readonly withText?: boolean;
}
