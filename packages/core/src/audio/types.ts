import type { CuelightError } from '../errors.ts';
import type { ReadonlyStore } from '../store.ts';
import type { PcmFormat } from './pure/format.ts';

/**
 * `waiting`: other tracks are heard first. `buffering`: not enough audio yet, or it ran dry.
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
  /** Audio heard, received, in seconds of source audio. Ask as often as you like; nothing is notified. */
  playedSeconds(): number;
  receivedSeconds(): number;
  /** Resolves when the track is over, however it ended. Never rejects. */
  readonly over: Promise<TrackSnapshot>;
}

export interface PlayerSnapshot {
  /** Of the track being heard, else `idle`. */
  readonly state: 'idle' | 'buffering' | 'playing' | 'paused' | 'blocked';
  /** Tracks not over yet. */
  readonly tracks: number;
}

export interface Player extends ReadonlyStore<PlayerSnapshot> {
  /**
   * Queues a track behind those that are open. Where there can be no sound it fails at once, by its snapshot.
   * @throws CuelightError `invalid-option` for a format that is none, `closed` after `close()`.
   */
  open(format: PcmFormat): Track;
  pause(): void;
  resume(): void;
  /** Stops every track. */
  stop(): void;
  /**
   * Call it in a click or key handler: lets the browser play. Resolves to whether it does.
   * Does no harm when nothing is blocked.
   */
  unlock(): Promise<boolean>;
  /**
   * The context that tracks of this rate play in, to make nodes in; made on the first call, and shared by all
   * players of the page: do not close it. `null` where there is no Web Audio, and once the player is closed.
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
