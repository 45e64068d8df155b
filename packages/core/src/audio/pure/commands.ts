/**
 * What passes between the player and an engine. The player speaks of tracks by number; a number is
 * never used again. Commands about a track the engine does not have are ignored.
 */
export type Command =
  /** Queues a track behind those that are open. It is silent until it is released. */
  | { readonly type: 'open'; readonly track: number }
  /** The next samples of a track. The engine owns the memory from here on. */
  | { readonly type: 'page'; readonly track: number; readonly samples: Int16Array<ArrayBuffer> }
  /** No further page comes: the track ends with the samples it has. */
  | { readonly type: 'finish'; readonly track: number }
  /** The track may sound as soon as it is its turn. Running dry takes this permission away again. */
  | { readonly type: 'release'; readonly track: number }
  /** Fades the track out if it is heard, and forgets it. */
  | { readonly type: 'stop'; readonly track: number }
  | { readonly type: 'pause' | 'resume' }
  /** Fades out what is heard. Nothing sounds afterwards. */
  | { readonly type: 'close' };

/** What an engine says of a track. `playedFrames` counts from the beginning of the track. */
export interface Report {
  /**
   * `playing`: its first sample has been rendered, or its first since a pause or a dry spell.
   * `progress`: where it is now. `starved`: it ran dry and needs a new release. `ended`: its last sample has been rendered.
   */
  readonly type: 'playing' | 'progress' | 'starved' | 'ended';
  readonly track: number;
  readonly playedFrames: number;
}
