export { createPlayer } from './audio/create-player.ts';
export type { PlayerOptions, StartSeconds } from './audio/create-player.ts';
export type { EngineKind } from './audio/engine.ts';
export type { Exclusive } from './audio/exclusive/open-turn.ts';
export type { WhenOthersSpeak } from './audio/exclusive/speaking-turn.ts';
export type { PcmEncoding, PcmFormat } from './audio/pure/format.ts';
export type {
  Mark,
  OpenTrackOptions,
  Playback,
  Player,
  PlayerSnapshot,
  Track,
  TrackSnapshot,
  TrackState,
  TrackStatistics,
} from './audio/types.ts';
export { CuelightError } from './errors.ts';
export type { ErrorCode, ErrorDetails } from './errors.ts';
