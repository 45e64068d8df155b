import { quietLifecycle, type Lifecycle } from '../../platform/lifecycle.ts';
import {
  freeTurn,
  SpeakingTurn,
  type Turn,
  type TurnListener,
  type WhenOthersSpeak,
} from './speaking-turn.ts';
import { tabLocks } from './tab-locks.ts';

/** With whom a player shares the turn to speak: those of its tab, of all tabs of its origin, or none. */
export type Exclusive = 'tab' | 'origin' | false;

export interface OpenTurnOptions {
  readonly exclusive: Exclusive;
  readonly whenOthersSpeak: WhenOthersSpeak;
  readonly lifecycle: Lifecycle;
}

export function turnOpener(options: OpenTurnOptions): (listener: TurnListener) => Turn {
  const { exclusive, whenOthersSpeak, lifecycle } = options;
  return (listener) => {
    if (exclusive === false) return freeTurn;
    // What becomes of the page concerns all players of a tab alike.
    const shared =
      exclusive === 'tab'
        ? { locks: () => Promise.resolve(tabLocks), lifecycle: quietLifecycle }
        : { locks: async () => (await import('./origin-locks.ts')).originLocks(), lifecycle };
    return new SpeakingTurn({ ...shared, whenOthersSpeak }, listener);
  };
}
