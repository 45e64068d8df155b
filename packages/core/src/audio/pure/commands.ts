/**
 * What passes between the player and an engine. The player speaks of tracks by number; a number is
 * never used again. Commands about a track the engine does not have are ignored.
 *
 * Frames count from the beginning of the track at the track's own rate, also where the engine begins in its middle.
 */
export type Command =
  /** Queues a track behind those that are open; its pages begin with `startFrame`. It is silent until it is released. */
  | { readonly type: 'open'; readonly track: number; readonly startFrame: number }
  /** The next samples of a track. The engine owns the memory from here on. */
  | { readonly type: 'page'; readonly track: number; readonly samples: Int16Array<ArrayBuffer> }
  /** No further page comes: the track ends with the samples it has. */
  | { readonly type: 'finish'; readonly track: number }
  /** The track may sound as soon as it is its turn. Running dry takes this permission away again. */
  | { readonly type: 'release'; readonly track: number }
  /** Fades the track out if it is heard, and forgets it. */
  | { readonly type: 'stop'; readonly track: number }
  /**
   * As `stop`, but its place in the queue goes to the track `next`, as if that had been opened there: the same audio
   * from somewhere else. A new number, so that reports which are under way are not mistaken for reports of it.
   */
  | { readonly type: 'seek'; readonly track: number; readonly next: number; readonly startFrame: number }
  | { readonly type: 'pause' | 'resume' }
  /** From 0 to 1, of all that sounds, reached over a ramp. Samples at 1 are as they came. */
  | { readonly type: 'volume'; readonly volume: number }
  /** Fades out what is heard. Nothing sounds afterwards. */
  | { readonly type: 'close' };

/** What an engine says of a track. */
export interface Report {
  /**
   * `playing`: its first sample has been rendered, or its first since a pause or a dry spell.
   * `progress`: where it is now; also when it has fallen silent. `starved`: it ran dry and needs a new release.
   * `ended`: its last sample has been rendered.
   */
  readonly type: 'playing' | 'progress' | 'starved' | 'ended';
  readonly track: number;
  /** From the beginning of the track, up to which it has been rendered. */
  readonly playedFrames: number;
}
