import type { Player } from './types.ts';

export interface PlayerOptions {
  readonly workletUrl?: string;
}

/** Stands in for the real player, which replaces this file. */
export function createPlayer(_options: PlayerOptions = {}): Player {
  throw new Error('The player is not built yet.');
}
