import type { Plan } from '../account/plans.ts';

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
  readonly plan: Plan;
  /** Keys that are right. */
  readonly keys: readonly string[];
  readonly requireKey: boolean;
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
  /** PCM bytes in one piece of the answer. */
  readonly pieceBytes: number;
  /** One piece, framed. `index` counts from 0. */
  frame(pcm: Uint8Array, index: number): Uint8Array;
  /** What follows the last piece. */
  readonly end: Uint8Array | null;
}

/** Why an account, or the service, will not run a request that is right in itself. */
export type ServiceRefusal = 'busy' | 'overloaded' | 'failed';

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
  readonly id: 'breeze' | 'smallest';
  read(request: SimulatedRequest, context: WireContext): Reading;
  refuse(kind: ServiceRefusal, context: WireContext): Refusal;
}
