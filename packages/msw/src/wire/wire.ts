import type { AccountRefusal } from '../account/account.ts';
import type { Plan } from '../account/plans.ts';
import type { ProviderId } from '../provider-id.ts';
import type { RefusalForm } from './refusal-form.ts';
import type { SseFraming } from './smallest-sse.ts';

/** A request as a provider sees it, whatever door it came in by. */
export interface SimulatedRequest {
  readonly method: string;
  /** Path at the provider and query; the host means nothing. */
  readonly url: URL;
  /** By lower-case name. */
  readonly header: (name: string) => string | null;
  readonly body: string;
}

/** A whole answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the provider checks a request against. */
export interface WireContext {
  /** Of this request; a UUID. */
  readonly id: string;
  readonly nowMs: number;
  readonly plan: Plan;
  /** `null`: any number. */
  readonly creditCharacters: number | null;
  /** Keys that are right. */
  readonly keys: readonly string[];
  readonly requireKey: boolean;
  /** Smallest only. */
  readonly framing: SseFraming;
}

/** Speech that was asked for rightly, and how its answer is written. */
export interface SpeechAsked {
  readonly voice: string;
  readonly text: string;
  readonly weight: number;
  readonly billedCharacters: number;
  readonly sampleRateHz: number;
  /** Of the answer, once it begins. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: StreamedBody | WholeBody;
}

/** Sent while it is made. */
export interface StreamedBody {
  readonly type: 'streamed';
  /** PCM bytes in one piece of the answer. */
  readonly pieceBytes: number;
  /** What comes before the first piece, in the same bytes. */
  readonly start: Uint8Array | null;
  /** One piece, framed. `index` counts from 0. */
  frame(pcm: Uint8Array, index: number): Uint8Array;
  /** What follows the last piece. */
  readonly end: Uint8Array | null;
}

/** Sent when all of it is made. */
export interface WholeBody {
  readonly type: 'whole';
  encode(pcm: Uint8Array): Uint8Array;
}

/** Why an account, or the service, will not run a request that is right in itself. */
export type ServiceRefusal = AccountRefusal | 'overloaded' | 'failed';

/** What went wrong, before it is written in one of the provider's shapes. */
export interface Trouble {
  readonly status: number;
  /** `null` where the provider has none for it. */
  readonly code: string | null;
  readonly message: string;
}

export interface Refusal {
  /** The provider's code, or its message where it has none. */
  readonly reason: string;
  readonly answer: Answer;
}

/** What a request comes to. */
export type Reading =
  | { readonly type: 'answer'; readonly answer: Answer }
  /** A request for speech that is wrong in itself; goes into the journal. */
  | { readonly type: 'refusal'; readonly refusal: Refusal; readonly voice: string; readonly text: string }
  | { readonly type: 'speech'; readonly speech: SpeechAsked };

/** One provider's protocol: pure functions over documented bytes. */
export interface Wire {
  readonly id: ProviderId;
  /** Whether it asks for speech, rightly or not. */
  isSpeech(request: SimulatedRequest): boolean;
  read(request: SimulatedRequest, context: WireContext): Reading;
  readonly troubles: Readonly<Record<ServiceRefusal, Trouble>>;
  /** One of the provider's errors by its status, its code, or both; `null` for a code it has no status for. */
  findTrouble(status: number | undefined, code: string | undefined): Trouble | null;
  write(trouble: Trouble, form: RefusalForm, context: WireContext): Refusal;
  /** Bytes that the framing of a stream does not allow. */
  readonly malformed: Uint8Array;
  /** How a stream that has begun says that it failed; `null`: it cannot. */
  readonly errorInStream: Uint8Array | null;
}
