import { createStore } from 'zustand/vanilla';
import { choiceOption } from '../options.ts';
import { guarded, type ReadonlyStore } from '../store.ts';
import { isOver } from './is-over.ts';
import type { SayOptions, Speech, Utterance, UtteranceSnapshot } from './types.ts';

/**
 * What becomes of a text that is said while an earlier one of the same scope is not over. `queue`: it is heard after
 * it. `replace`: the earlier ones are cancelled. `ignore`: it is not said.
 */
export type WhenBusy = 'queue' | 'replace' | 'ignore';

export interface ScopedSayOptions extends SayOptions {
  /** @default 'queue' */
  readonly whenBusy?: WhenBusy;
}

/** Nothing has been said yet. */
export interface IdleSnapshot {
  readonly phase: 'idle';
  readonly progress: 0;
  readonly segment: null;
}

/** What one part of an app says, apart from all the rest. Its state is that of the text said last. */
export interface SpeechScope extends ReadonlyStore<IdleSnapshot | UtteranceSnapshot> {
  /** The text said last, over or not; `null` before there is one. */
  readonly utterance: Utterance | null;
  /**
   * Says a text as `speech.say` does. Where it is ignored, the utterance that is going on comes back.
   * @throws CuelightError as `speech.say`; what was said before is left alone then.
   */
  say(text: Parameters<Speech['say']>[0], options: ScopedSayOptions): Utterance;
  /** Cancels what was said here and is not over. Works twice. */
  cancel(): void;
}

const WAYS: readonly WhenBusy[] = ['queue', 'replace', 'ignore'];
const IDLE: IdleSnapshot = { phase: 'idle', progress: 0, segment: null };

/**
 * Keeps together what one part of an app says: to follow it, and to end it with that part. `speech` is asked for the
 * client each time that something is said.
 *
 * @example
 * const scope = createSpeechScope(() => speech);
 * scope.say('The door is open.', { voice, whenBusy: 'replace' });
 * panel.addEventListener('close', () => scope.cancel());
 */
export function createSpeechScope(speech: () => Speech): SpeechScope {
  const said = new Set<Utterance>();
  const latest = createStore<Utterance | null>(() => null);
  const getState: SpeechScope['getState'] = () => latest.getState()?.getState() ?? IDLE;
  const going = (): Utterance[] => [...said].filter((utterance) => !isOver(utterance.getState()));

  return {
    get utterance() {
      return latest.getState();
    },
    getState,
    getInitialState: () => IDLE,
    subscribe: (listener) => {
      let shown = getState();
      const tell = guarded(listener);
      const show = (): void => {
        const before = shown;
        shown = getState();
        if (shown !== before) tell(shown, before);
      };
      let stop = latest.getState()?.subscribe(show);
      const stopFollowing = latest.subscribe((utterance) => {
        stop?.();
        stop = utterance?.subscribe(show);
        show();
      });
      return () => {
        stopFollowing();
        stop?.();
      };
    },
    say: (text, options) => {
      const whenBusy = choiceOption('speak', 'whenBusy', options?.whenBusy, WAYS, 'queue');
      const before = going();
      const current = before.at(-1);
      if (current !== undefined && whenBusy === 'ignore') return current;
      const utterance = speech().say(text, options);
      const forget = (): void => void said.delete(utterance);
      said.add(utterance);
      utterance.finished.then(forget, forget);
      latest.setState(utterance, true);
      if (whenBusy === 'replace') cancelAll(before);
      return utterance;
    },
    cancel: () => cancelAll(going()),
  };
}

/** The last first, or each would be heard for a moment between the end of the one before and its own. */
function cancelAll(utterances: readonly Utterance[]): void {
  for (const utterance of utterances.toReversed()) utterance.cancel();
}
