export { createPlayer } from './audio/create-player.ts';
export type { PlayerOptions } from './audio/create-player.ts';
export type { PcmFormat } from './audio/pure/format.ts';
export type { Player, PlayerSnapshot, Track, TrackSnapshot, TrackState } from './audio/types.ts';
export { CuelightError } from './errors.ts';
export type { ErrorCode, ErrorDetails } from './errors.ts';
