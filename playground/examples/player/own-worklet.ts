import { createPlayer, type Player } from '@cuelight/core/player';
// Vite's way to a file's address; elsewhere copy the file to where your origin serves it.
import workletUrl from '@cuelight/core/worklet.js?url';

export const player: Player = createPlayer({ workletUrl });
