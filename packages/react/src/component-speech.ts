import {
  createSpeechScope,
  type ReadonlyStore,
  type SayOptions,
  type ScopedSayOptions,
  type Speech,
  type SpeechScope,
  type Utterance,
} from '@cuelight/core';

/** What `say` begins with; those of each call go over them. They may change from render to render. */
export interface UseSpeechOptions extends Partial<ScopedSayOptions> {
  /** Whether what was said goes on when the component unmounts. @default false: it is cancelled */
  readonly keepAlive?: boolean;
}

/** They stay the same as long as the component does: safe in dependency lists. */
export interface SpeechActions<Options extends UseSpeechOptions = UseSpeechOptions> {
  /**
   * Says a text; the state then follows this utterance. `whenBusy` tells what becomes of it while an earlier one of
   * this component is not over.
   * @throws CuelightError `invalid-option`, `queue-full` or `closed`, at once.
   */
  readonly say: (
    text: Parameters<Speech['say']>[0],
    ...options: Options extends Pick<SayOptions, 'voice'>
      ? [options?: Partial<ScopedSayOptions>]
      : [options: ScopedSayOptions]
  ) => Utterance;
  /** Cancels what this component has said. Those below are for the whole client. */
  readonly cancel: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Cancels every utterance. */
  readonly stop: () => void;
  /** Call it in a click or key handler while `blocked`. Resolves to whether sound may be heard now. */
  readonly unlock: () => Promise<boolean>;
  /** Sends what waits for a retry now. */
  readonly retryNow: () => void;
}

interface Given {
  /** The client of the provider above. */
  readonly source: ReadonlyStore<Speech>;
  readonly options: UseSpeechOptions;
}

interface ComponentSpeech {
  readonly scope: SpeechScope;
  readonly actions: SpeechActions<{ voice: string }>;
  /** What the component was last rendered with. */
  update(given: Given): void;
  /** The component is there, and holds on to its client. Returns what tells that it is gone, for now at least. */
  mount(source: Given['source']): () => void;
}

/** What one component says, with actions that stay the same whatever it is rendered with. */
export function createComponentSpeech(first: Given): ComponentSpeech {
  let given = first;
  const speech = (): Speech => given.source.getState();
  const scope = createSpeechScope(speech);
  // Not before it was there: a click may come before React has run the effects.
  let isGone = false;
  const leave = (): void => {
    if (given.options.keepAlive !== true) scope.cancel();
  };
  return {
    scope,
    actions: {
      say: (text, options) => {
        // A component that is hidden or gone can still be called, by a timer say. What it says then ends with this
        // task, unsent, unless it is shown by then: effects of children run before its own.
        if (isGone) {
          const release = given.source.subscribe(() => {});
          queueMicrotask(() => {
            if (isGone) leave();
            release();
          });
        }
        // Core says so where the voice is missing.
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        return scope.say(text, { ...given.options, ...options } as ScopedSayOptions);
      },
      cancel: () => scope.cancel(),
      pause: () => speech().pause(),
      resume: () => speech().resume(),
      stop: () => speech().stop(),
      unlock: () => speech().unlock(),
      retryNow: () => speech().retryNow(),
    },
    update: (next) => {
      given = next;
    },
    mount: (source) => {
      const release = source.subscribe(() => {});
      isGone = false;
      return () => {
        isGone = true;
        leave();
        release();
      };
    },
  };
}
