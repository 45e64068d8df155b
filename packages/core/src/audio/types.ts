import type { CuelightError } from '../errors.ts';
import type { ReadonlyStore } from '../store.ts';
import type { EngineKind } from './engine.ts';
import type { PcmFormat } from './pure/format.ts';

/**
 * `waiting`: other tracks, or other players, are heard first. `buffering`: not enough audio yet, or it ran dry.
 * `blocked`: the browser wants a click first; nothing is lost, `unlock()` goes on.
 */
export type TrackState =
  | 'waiting'
  | 'buffering'
  | 'playing'
  | 'paused'
  | 'blocked'
  | 'ended'
  | 'stopped'
  | 'failed';

export interface TrackSnapshot {
  readonly state: TrackState;
  /** Present when `state` is `failed`. */
  readonly error?: CuelightError;
}

/** A place in the audio of a track, and what the app said of it. */
export interface Mark {
  /** Counts from 0, in the order in which they were put. */
  readonly index: number;
  /** From the beginning of the track, in samples and in seconds. */
  readonly frame: number;
  readonly timeSeconds: number;
  /** What was given to `mark()`: the segment, its offset in the text. */
  readonly value: unknown;
}

/**
 * What moves all the time. It changes about 20 times a second while somebody listens and sound is heard, else not at
 * all; asked without listening, it is right at that moment. Seconds count from the beginning of the track, whatever
 * `retainSeconds` has dropped of it since.
 */
export interface Playback {
  /** What is heard now: what was rendered, less what the audio device still holds. */
  readonly timeSeconds: number;
  /** How far the audio that has arrived goes. */
  readonly bufferedSeconds: number;
  /** `null` while more audio may come. */
  readonly durationSeconds: number | null;
  /** The last mark that was heard, counted from the beginning of the track; `null` before the first. */
  readonly mark: Mark | null;
}

/** How a track has gone so far. */
export interface TrackStatistics {
  /** From `open()` to the first bytes, to the first sample rendered. `null` until then. */
  readonly firstByteMs: number | null;
  readonly firstSoundMs: number | null;
  /** How often it ran dry before its end, and how long it was silent for that. */
  readonly underruns: number;
  readonly stalledMs: number;
  /** What plays it, or did last. */
  readonly engine: EngineKind | null;
  /** What the audio device holds; `null` where the browser does not say. */
  readonly outputLatencyMs: number | null;
}

/** One stretch of streamed audio, heard from its first sample to its last, after the tracks opened before it. */
export interface Track extends ReadonlyStore<TrackSnapshot> {
  /**
   * Takes raw PCM in any cutting, and copies it. A WAVE header at the start is taken off; one that contradicts
   * the format of the track makes it fail. Ignored once the track is finished or over.
   * @throws CuelightError `invalid-option` for anything but a `Uint8Array`.
   */
  append(bytes: Uint8Array): void;
  /** No more audio will come: the track ends when what it has is heard. */
  finish(): void;
  /** Silence at once; what arrives late is discarded. Works twice. */
  stop(): void;
  /**
   * Goes on from there, once that has arrived; at its end, where the track is finished and not that long. Returns
   * from where: what `retainSeconds` has dropped cannot be heard again. Does nothing once the track is over.
   * @throws CuelightError `invalid-option` for anything but a number of 0 or more.
   */
  seek(seconds: number): number;
  /**
   * Hears it once more, from there. A track that is over takes a place behind those that are open, with the audio it
   * has; `over` stays as it was.
   * @default fromSeconds 0
   * @throws CuelightError `invalid-option` as `seek`, `closed` after the player's `close()`.
   */
  replay(fromSeconds?: number): void;
  /**
   * Puts a mark at the end of what was appended so far. What comes next is a piece of its own: it may begin with a
   * header, and half a sample that was left over is dropped. Ignored once the track is finished or over.
   */
  mark(value: unknown): void;
  /** Calls back for each mark when it is heard, in order; after a seek back, again. Returns its undo. */
  onMark(listener: (mark: Mark) => void): () => void;
  /** What moves all the time, of this track. */
  readonly playback: ReadonlyStore<Playback>;
  /**
   * Everything that arrives, from the first sample that is kept, at the reader's own pace; several may read. It ends
   * with the audio, heard or not. The pieces are copies.
   * @throws CuelightError when read: what the track failed with; `cancelled` where it was stopped before its audio
   * was there; `invalid` where `retainSeconds` dropped what was to come next.
   */
  audio(): AsyncIterable<Int16Array<ArrayBuffer>>;
  /**
   * Waits for the end of the audio, heard or not, and gives it as a WAVE file.
   * @throws CuelightError (rejects) as `audio()`.
   */
  toWav(): Promise<Uint8Array<ArrayBuffer>>;
  statistics(): TrackStatistics;
  /** Audio heard, received, in seconds of source audio. Ask as often as you like; nothing is notified. */
  playedSeconds(): number;
  receivedSeconds(): number;
  /** Resolves when the track is over for the first time, however it ended. Never rejects. */
  readonly over: Promise<TrackSnapshot>;
}

export interface PlayerSnapshot {
  /** Of the track being heard, else `idle`. */
  readonly state: 'idle' | 'waiting' | 'buffering' | 'playing' | 'paused' | 'blocked';
  /** Tracks not over yet. */
  readonly tracks: number;
  /** From 0 to 1, whether muted or not. */
  readonly volume: number;
  readonly muted: boolean;
}

export interface OpenTrackOptions {
  /**
   * Where the audio comes from, in any words: tracks from the same place share what was learned about how fast and how
   * evenly audio arrives from there.
   * @default all tracks without it share
   */
  readonly endpoint?: string;
}

export interface Player extends ReadonlyStore<PlayerSnapshot> {
  /**
   * Queues a track behind those that are open. Where there can be no sound it fails at once, by its snapshot.
   * @throws CuelightError `invalid-option` for a format that is none, `closed` after `close()`.
   */
  open(format: PcmFormat, options?: OpenTrackOptions): Track;
  pause(): void;
  resume(): void;
  /** Stops every track. */
  stop(): void;
  /** Stops the track that is heard, or waited for, and goes on with the next. */
  skip(): void;
  /**
   * In steps of the samples' own size, from 0 to 1; the change takes 5 ms.
   * @throws CuelightError `invalid-option`.
   */
  setVolume(volume: number): void;
  /** Silence, while everything goes on; the volume is kept. */
  setMuted(muted: boolean): void;
  /** What moves all the time, of the track that is heard or waited for. */
  readonly playback: ReadonlyStore<Playback>;
  /**
   * Call it in a click or key handler: lets the browser play. Resolves to whether it does.
   * Does no harm when nothing is blocked.
   */
  unlock(): Promise<boolean>;
  /**
   * The context that tracks of this rate play in, to make nodes in; made on the first call, and shared by all
   * players of the page: do not close it. It sleeps ten seconds after the last sound of a player. `null` where there
   * is no Web Audio, and once the player is closed.
   * @default sampleRateHz 24000, or the player's `expectedSampleRateHz`
   */
  audioContext(sampleRateHz?: number): AudioContext | null;
  /**
   * Lets a node of `audioContext()` have what this player plays, besides the speakers: for visualisers and
   * recorders. Returns its undo.
   * @throws CuelightError `invalid-option` for a node of any other context.
   */
  connect(node: AudioNode): () => void;
  /** Stops everything and closes the audio device. Works twice. */
  close(): void;
}
