import type { CuelightError } from '../errors.ts';
import type { Player } from '../audio/types.ts';
import type { Job, Pool, PoolSnapshot, RetrySnapshot } from '../pool/types.ts';
import type { ClipFormat } from '../providers/provider.ts';
import type { GateKind } from '../scheduler/gate.ts';
import type { Lane } from '../scheduler/lane.ts';
import type { ReadonlyStore } from '../store.ts';

interface Said {
  readonly text: string;
  readonly voice: string;
  /** 0 to 1 of the text heard. */
  readonly progress: number;
}

interface Unfinished extends Said {
  /** Set while a refused or failed request of this utterance waits to be sent again. */
  readonly retry: RetrySnapshot | null;
}

/**
 * `queued`: nothing sent yet. `requesting`: sent, no audio yet. `buffering`: audio is coming, not enough to
 * be heard, or earlier utterances are still speaking. `blocked`: the browser wants a click before any sound.
 */
export type UtteranceSnapshot =
  | (Unfinished & {
      readonly phase: 'queued';
      /** 1 = next to start, over all tabs. Absent until it is known. */
      readonly queuePosition?: number;
      readonly startsInMs?: number;
    })
  | (Unfinished & { readonly phase: 'requesting' | 'buffering' | 'speaking' | 'paused' | 'blocked' })
  | (Said & { readonly phase: 'done'; readonly warnings: readonly string[] })
  | (Said & { readonly phase: 'failed'; readonly error: CuelightError })
  | (Said & { readonly phase: 'cancelled' });

export type Phase = UtteranceSnapshot['phase'];

export interface SayOptions {
  /** The provider's id of the voice. */
  readonly voice: string;
  /** The provider's name of the model. @default the provider's choice */
  readonly model?: string;
  /** `en`, `hi`. @default the provider's choice */
  readonly language?: string;
  /** How it should sound, where the provider takes that; else a warning says that it was left out. */
  readonly instructions?: string;
  /** 1 is normal. Where the provider cannot do that, a warning says that it was left out. */
  readonly speed?: number;
  /** @default 'normal' */
  readonly lane?: Lane;
  /** Aborting it is `cancel()`. */
  readonly signal?: AbortSignal;
}

/** One text, from `say` to silence. */
export interface Utterance extends ReadonlyStore<UtteranceSnapshot> {
  readonly id: string;
  readonly text: string;
  readonly voice: string;
  /**
   * Resolves when the last sample was heard; rejects with the `CuelightError` that ended it
   * (`cancelled` included). A rejection nobody listens to is not reported as unhandled: the snapshot has it.
   */
  readonly finished: Promise<void>;
  /** Silence at once, and no request left behind. Works twice. */
  cancel(): void;
}

export interface ClipOptions extends SayOptions {
  /** Which of the provider's `clipFormats`. @default its first: 'wav' */
  readonly format?: ClipFormat;
}

/** One text as a file. */
export interface Clip {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly format: ClipFormat;
  /** Of the format that was asked for, whatever the provider called it. */
  readonly mediaType: string;
  /** Options that the provider could not honour, for people. */
  readonly warnings: readonly string[];
}

/** Why nothing is sent for now, in any tab; `pool.gate` says how long for. */
export interface Obstacle {
  readonly kind: GateKind;
  /** What it is and what can be done about it; for a full account, which limit that is and how it is raised. */
  readonly advice: string;
  /** The provider's own page about its limits, where that is the matter. */
  readonly link: string | null;
}

export interface SpeechSnapshot {
  /** In the order they were said; those that are over drop out. */
  readonly utterances: readonly Utterance[];
  readonly pool: PoolSnapshot;
  /** Set while the pool's gate is closed. */
  readonly obstacle: Obstacle | null;
}

export interface Speech extends ReadonlyStore<SpeechSnapshot> {
  readonly pool: Pool;
  readonly player: Player;
  /** @throws CuelightError `invalid-option` or `closed`, at once. */
  say(text: string, options: SayOptions): Utterance;
  /**
   * Asks for one text as a file, in its turn among what is said, without a sound. `stop()` leaves it alone.
   * @throws CuelightError `invalid-option` or `closed`, at once.
   */
  clip(text: string, options: ClipOptions): Job<Clip>;
  pause(): void;
  resume(): void;
  /** Cancels every utterance of this client. A pause outlives it: `resume()` ends that. */
  stop(): void;
  /** Call it in a click or key handler, once, so that the browser lets sound out. */
  unlock(): Promise<boolean>;
  /** Opens a closed gate at once, for one probe. */
  retryNow(): void;
  /** Stops everything and lets go of everything. Works twice. */
  close(): void;
}
