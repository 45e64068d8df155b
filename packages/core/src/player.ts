export { CuelightError } from './errors.ts';
export type { Player, PlayerSnapshot, Track, TrackSnapshot } from './audio/types.ts';
