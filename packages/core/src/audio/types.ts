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
  /** Takes raw PCM in any cutting. Ignored once the track is over. */
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
  /** Queues a track behind those that are open. */
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
  /** Source samples played since the page loaded go through here too: for visualisers and recorders. Returns its undo. */
  connect(node: AudioNode): () => void;
  /** Stops everything and closes the audio device. Works twice. */
  close(): void;
}
