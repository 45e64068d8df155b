import type { CuelightError } from '../errors.ts';
import type { Playback, Player } from '../audio/types.ts';
import type { Job, Pool, PoolSnapshot, RetrySnapshot } from '../pool/types.ts';
import type { ClipFormat } from '../providers/provider.ts';
import type { GateKind } from '../scheduler/gate.ts';
import type { Lane } from '../scheduler/lane.ts';
import type { ReadonlyStore } from '../store.ts';
import type { CacheMode } from './cache/cache-options.ts';
import type { ClipCache } from './cache/types.ts';
import type { ListenOptions, SpeechEventName, SpeechEvents } from './event-types.ts';
import type { Preparation } from './prepare.ts';
import type { UtteranceAudio } from './utterance-audio.ts';

interface Said {
  /** As far as it is known; of a dialogue, its lines with a line break between them. */
  readonly text: string;
  /** Of the segment. */
  readonly voice: string;
  /** 0 to 1 of the text heard; of a live text, of what is known of it. */
  readonly progress: number;
  /** The part of the text that is being heard, or will be heard first; `null` before the first is known. */
  readonly segment: SegmentSnapshot | null;
  /** Requests sent so far. */
  readonly attempts: number;
  /** Requests that were sent again although the one before may have been billed. */
  readonly mayBeBilledAgain: number;
}

/** A part of a text that is asked for in one request. */
export interface SegmentSnapshot {
  /** From 0. */
  readonly index: number;
  /** Of all segments; `null` while a live text is still being written. */
  readonly count: number | null;
  readonly text: string;
  /** Where it is in the text of the utterance, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

/** A segment that was asked for. */
export interface SpokenSegment extends Omit<SegmentSnapshot, 'count'> {
  readonly voice: string;
  /** Where it is in the audio of the utterance; `null` until everything before it, and it, has arrived. */
  readonly startSeconds: number | null;
  readonly endSeconds: number | null;
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

/** Who speaks, and how. */
export interface SpeakerOptions {
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
}

export interface SayOptions extends SpeakerOptions {
  /** @default 'normal' */
  readonly lane?: Lane;
  /** Aborting it is `cancel()`. */
  readonly signal?: AbortSignal;
  /**
   * How many seconds of audio may be there, or asked for, before they are heard, from 0. A paused or slow player asks
   * for no more. However much it is, no more requests are queued than the limit has slots, and one that waits.
   * @default 30
   */
  readonly lookAheadSeconds?: number;
  /**
   * Of a live text: so long after its last bit, a sentence that looks complete is spoken, in milliseconds, 0 to 60,000.
   * One that is followed by more text is spoken at once. @default 500
   */
  readonly flushAfterMs?: number;
  /**
   * Asks for this text together with others that wait, if all are short, in the same voice and lane, and said with
   * `group`: one request that sounds natural, in place of many. Each stays an utterance of its own; where in the audio
   * it ends is estimated, at a quiet spot. Sound comes when all of it is there, and goes past the cache. Texts that
   * need several requests, dialogues and live texts are not grouped. @default false
   */
  readonly group?: boolean;
  /**
   * How often and for how long this utterance tries again what was refused, failed or was cut. Never more than the
   * client's own `retry` allows.
   */
  readonly retry?: SayRetryOptions;
  /** What the cache is used for. @default that of the client */
  readonly cache?: CacheMode;
}

export interface SayRetryOptions {
  /** Requests for one segment, from 1. @default what the client allows */
  readonly attempts?: number;
  /** From the first failure of a segment, in milliseconds. @default what the client allows */
  readonly withinMs?: number;
  /**
   * Requests that may be billed a second time, from 0, for the whole utterance: after a timeout, a cut, or audio that
   * broke off. @default 5
   */
  readonly billedAgain?: number;
}

/** One line of a dialogue. What it does not say holds as in the options of `say`. */
export interface DialogueLine extends Partial<SpeakerOptions> {
  readonly text: string;
}

/**
 * What can be said: a text of any length, the lines of a dialogue, or a text that is still being written, in bits of
 * any size.
 */
export type Text = string | readonly DialogueLine[] | AsyncIterable<string>;

/** One text, from `say` to silence. */
export interface Utterance extends ReadonlyStore<UtteranceSnapshot> {
  readonly id: string;
  /** As far as it is known; of a dialogue, its lines with a line break between them. */
  readonly text: string;
  /** Of its first line. */
  readonly voice: string;
  /**
   * Resolves when the last sample was heard; rejects with the `CuelightError` that ended it
   * (`cancelled` included). A rejection nobody listens to is not reported as unhandled: the snapshot has it.
   */
  readonly finished: Promise<void>;
  /** Silence at once, and no request left behind. A live text's source is told to end. Works twice. */
  cancel(): void;
  /**
   * Goes on from there, once that has arrived. Returns from where, in seconds from the beginning of its audio.
   * @throws CuelightError `invalid-option` for anything but a number of 0 or more.
   */
  seek(seconds: number): number;
  /** What moves all the time: how far its audio is heard and has arrived, in seconds from its beginning. */
  readonly playback: ReadonlyStore<Playback>;
  /**
   * The parts of the text that were asked for so far, with their places in text and audio. For the words in them:
   * `estimateWords(segment)`.
   */
  segments(): readonly SpokenSegment[];
  /**
   * Its samples, from the first on, as they arrive and at the reader's own pace: a slow reader holds nobody up. Several
   * may read; each begins anew. Throws what the utterance fails with, when its turn has come.
   */
  readonly audio: UtteranceAudio;
  /**
   * Its audio as a WAVE file, as soon as all of it has arrived. Rejects with what the utterance fails with, `cancelled`
   * included, and with `invalid` where `retainSeconds` has dropped some of it.
   */
  toWav(): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * What is heard of it, with its pauses and at the player's volume, to be recorded or sent to a call. It is heard from
   * the speakers as well. The stream ends with the utterance.
   * @throws CuelightError `no-audio` where there is no Web Audio, `cancelled` where it was cancelled before it began.
   */
  toMediaStream(): MediaStream;
}

/** As for `say`. What is prepared is kept, so that its cache is `default` or `reload`. */
export type PrepareOptions = Partial<
  Pick<SayOptions, keyof SpeakerOptions | 'lane' | 'signal'> & { readonly cache: 'default' | 'reload' }
>;

export interface ClipOptions extends SpeakerOptions {
  /** @default 'normal' */
  readonly lane?: Lane;
  /** Aborting it is `cancel()`. */
  readonly signal?: AbortSignal;
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
  readonly cache: ClipCache;
  /** Speaks a dialogue of which every line names its voice. */
  say(lines: readonly (DialogueLine & SpeakerOptions)[], options?: Partial<SayOptions>): Utterance;
  /**
   * Speaks a text, after what was said before. A long one is asked for in parts, at the ends of sentences; each is
   * asked for while the one before is heard, and what fails is asked for again alone. Of a live text each sentence is
   * spoken as soon as it is complete; if its source fails, the utterance fails with `text-failed` after what came
   * before was heard.
   *
   * @throws CuelightError `invalid-option`, `queue-full` or `closed`, at once.
   */
  say(text: Text, options: SayOptions): Utterance;
  /**
   * Asks for one text as a file, in its turn among what is said, without a sound, and past the cache: each time anew.
   * `stop()` leaves it alone.
   * @throws CuelightError `invalid-option` or `closed`, at once.
   */
  clip(text: string, options: ClipOptions): Job<Clip>;
  /**
   * Fills the cache with what `say` will want for the same text and options, without a sound: in lane `background`,
   * unless another is named. `stop()` leaves it alone.
   * @throws CuelightError `invalid-option` or `closed`, at once.
   */
  prepare(lines: readonly (DialogueLine & SpeakerOptions)[], options?: PrepareOptions): Preparation;
  prepare(text: string | readonly DialogueLine[], options: PrepareOptions & SpeakerOptions): Preparation;
  /**
   * Calls back whenever that happens to something of this client, from the next text on. Returns its undo. What a
   * listener throws is reported as uncaught and harms nobody.
   * @throws CuelightError `invalid-option`
   */
  on<Name extends SpeechEventName>(
    event: Name,
    listener: (event: SpeechEvents[Name]) => void,
    options?: ListenOptions,
  ): () => void;
  pause(): void;
  resume(): void;
  /** Cancels every utterance of this client. A pause outlives it: `resume()` ends that. */
  stop(): void;
  /**
   * Cancels what waits: texts of which nothing was sent yet, and clips. What is being spoken goes on. With `allTabs`,
   * in all tabs that have work in this pool.
   */
  clear(options?: { readonly allTabs?: boolean }): void;
  /** Call it in a click or key handler, once, so that the browser lets sound out. */
  unlock(): Promise<boolean>;
  /** Opens a closed gate at once, for one probe. */
  retryNow(): void;
  /** Stops everything and lets go of everything. Works twice. */
  close(): void;
}
