import type { PcmFormat } from '../audio/pure/format.ts';
import type { ErrorCode } from '../errors.ts';

/**
 * A provider adapter is data and pure functions: what the account allows, how a request looks on the
 * wire, how an answer is read, what a failure means. It opens nothing and knows no transport.
 * `docs/providers.md` says how to write one.
 */
export interface Provider {
  /** Lower-case word, part of the pool's name: `breeze`. */
  readonly id: string;
  /** For people: `Breeze`. */
  readonly name: string;
  readonly limits: ProviderLimits;
  /** Hard limit of one request, counted the provider's way by `countCharacters`. */
  readonly maxCharacters: number;
  /** Length at which quality and latency are best. */
  readonly bestCharacters: number;
  /** How long after an aborted request its slot may still count as taken, in milliseconds. */
  readonly releaseLagMs: number;
  /** What its streamed answers carry: known before the first byte, so that a track can be opened in its turn. */
  readonly format: PcmFormat;
  /** What a whole clip can be asked for as. */
  readonly clipFormats: readonly ClipFormat[];
  readonly connection: Connection;
  /** Where its voices are listed; absent where they are not. */
  readonly voices?: VoiceCatalogue;

  /** Slots one request takes. */
  weight(request: SynthesisRequest): number;
  countCharacters(text: string): number;
  /** Characters that are billed for a text. */
  billedCharacters(text: string): number;
  /**
   * The request for a stream of PCM or, with `clip`, for one whole file. The same request for the same: audio is kept
   * under it, so that no time, chance or number belongs in it.
   * @throws CuelightError `invalid-option` for a request that can never be accepted.
   */
  toRequest(request: SynthesisRequest, clip?: ClipFormat): HttpRequest;
  /** A fresh reader for one successful (2xx) answer; `contentType` is the header's value, if it has one. */
  createReader(contentType: string | null, clip?: ClipFormat): AudioReader;
  /** What a failure means: its kind, why, and what to do. The time is for a `Retry-After` that names a date. */
  classify(failure: Failure, wallNowMs: number): Classified;
}

/** Of one whole clip. `pcm`, `ulaw` and `alaw` come without a header. */
export type ClipFormat = 'wav' | 'mp3' | 'flac' | 'aac' | 'opus' | 'pcm' | 'ulaw' | 'alaw';

export interface ProviderLimits {
  /** Requests open at once, over everything that the limit covers; `'auto'`: what `probe` says, else found by trying. */
  readonly slots: number | 'auto';
  /** Whether the provider lets some of `slots` wait. False unless asked for: that adds latency, not throughput. */
  readonly usesServerQueue: boolean;
  /** Where the limit comes from and how it is raised, for people. */
  readonly explanation: string;
  readonly link: string;
  /** What of an account the limit covers, where that is not all of it: a family of models, a region. */
  readonly scope?: string;
  /**
   * Limits by time that hold besides `slots`. They are not counted ahead: a refusal stops everybody until the
   * shortest of them has passed, where the provider does not say for how long.
   */
  readonly windows?: readonly RateWindow[];
  /** Asks the account what it allows; where `slots` is `'auto'`, before the first text. */
  readonly probe?: LimitProbe;
  /** What an answer's headers say of the account's limit; every header may be hidden by CORS. */
  readonly fromHeaders?: (header: ReadHeader) => ReportedLimit | null;
}

export interface RateWindow {
  readonly perMs: number;
  readonly requests?: number;
  readonly characters?: number;
}

export interface LimitProbe {
  readonly request: HttpRequest;
  /** `null` for what is not the documented answer. Must not throw. */
  readonly read: (answer: unknown) => ReportedLimit | null;
}

/** What the account says itself. */
export interface ReportedLimit {
  readonly slots: number;
  /** The provider's name of the plan. */
  readonly plan?: string;
}

/** Gives `null` also for a header that CORS hides. */
export type ReadHeader = (name: string) => string | null;

/** Reading voices takes no slot. What is read is hostile until decoded: the readers must not throw. */
export interface VoiceCatalogue {
  /** A page of the list: the first, or the one that `next` of the page before names. */
  list(query: VoiceQuery, next: string | null): HttpRequest;
  /** `null` for what is not the documented answer. */
  readList(answer: unknown): { readonly voices: readonly Voice[]; readonly next: string | null } | null;
  /** Absent where the provider has no request for a single voice. */
  readonly one?: (id: string) => HttpRequest;
  readOne(answer: unknown): Voice | null;
}

export interface VoiceQuery {
  /** Whose voices; for providers whose voices belong to models. @default the model that is used by default */
  readonly model?: string;
}

export interface Voice {
  /** What `say` takes as `voice`. */
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly previewUrl: string | null;
  /** What else the provider tells, in its own words: language, gender, accent, age. */
  readonly labels: Readonly<Record<string, string>>;
}

/** How the transport reaches the provider, usually through the app's own server, which adds the key. */
export interface Connection {
  /** Absolute, or relative to the page: `/api/breeze`. No slash at the end. */
  readonly baseUrl: string;
  /** Separates pools and caches where an app serves several accounts. */
  readonly account: string;
  /** Headers of every request; called again, once, after a 401, where `null` says there is nothing new to try. */
  readonly headers: HeadersFunction;
  readonly credentials: 'omit' | 'same-origin' | 'include';
  /** Replaces the global `fetch`. */
  readonly fetch: FetchFunction | null;
}

export type HeadersGiven = Readonly<Record<string, string>>;

export type HeadersFunction = (
  reason: 'first' | 'unauthorized',
) => HeadersGiven | null | Promise<HeadersGiven | null>;

/** The part of `fetch` that the transport uses, without the DOM's types. */
export type FetchFunction = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string;
    signal: AbortSignal;
    credentials: 'omit' | 'same-origin' | 'include';
  },
) => Promise<unknown>;

/** One text in one voice. */
export interface SynthesisRequest {
  readonly text: string;
  readonly voice: string;
  readonly model?: string;
  /** Two-letter language code, where the provider takes one. */
  readonly language?: string;
  /** Direction for the performance, where the provider takes one. */
  readonly instructions?: string;
  /** 1 is normal. */
  readonly speed?: number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Follows the base URL; starts with a slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Options of the request that this provider cannot honour, for people. */
  readonly warnings: readonly string[];
}

/** Turns the bytes of one answer into audio. Never throws; every buffer it keeps is bounded. */
export interface AudioReader {
  /** Bytes in any cutting. */
  read(bytes: Uint8Array): readonly AudioEvent[];
  /** The answer ended: says whether it was whole. */
  end(): readonly AudioEvent[];
}

export type AudioEvent =
  /** Raw PCM of the provider's `format`, or a piece of the clip, in any cutting: a sample may lie across two events. */
  | { readonly type: 'audio'; readonly bytes: Uint8Array }
  /** The audio is complete. Nothing follows. */
  | { readonly type: 'end' }
  /** The answer is broken or carries an error. Nothing follows. */
  | { readonly type: 'failure'; readonly failure: Failure };

export type Failure =
  /** An answer with a status other than 2xx. */
  | {
      readonly type: 'http';
      readonly status: number;
      readonly header: ReadHeader;
      readonly body: string;
    }
  /** An error frame inside an answer that began well. */
  | { readonly type: 'frame'; readonly body: string }
  /** Something else answered: a web page, say, or audio of another format. */
  | { readonly type: 'foreign'; readonly contentType: string }
  /** The answer is not what the provider documents. */
  | { readonly type: 'malformed'; readonly because: string }
  /** The answer is complete, and holds nothing that could be speech. */
  | { readonly type: 'empty'; readonly receivedBytes: number }
  /** The answer ended, or broke off, before it was whole. */
  | { readonly type: 'truncated'; readonly receivedBytes: number }
  | { readonly type: 'timeout'; readonly waitingFor: 'first-byte' | 'more-bytes'; readonly afterMs: number }
  /** The request never reached anybody, as far as a browser can tell. */
  | { readonly type: 'network'; readonly because: string };

export interface Classified {
  readonly code: ErrorCode;
  /** No full stop at the end. */
  readonly because: string;
  /** Replaces the advice of the code. */
  readonly advice?: string;
  readonly retryAfterMs?: number;
  readonly providerCode?: string;
}
