import { choiceOption, invalidOption, objectOption } from '../options.ts';
import type { Undo } from '../platform/clock.ts';
import { guarded } from '../store.ts';
import type { ListenOptions, SpeechEventName, SpeechEvents } from './event-types.ts';

const NAMES: readonly SpeechEventName[] = [
  'queued',
  'started',
  'refused',
  'retried',
  'first-byte',
  'cached',
  'first-sound',
  'finished',
];

interface Listening {
  readonly name: SpeechEventName;
  readonly withText: boolean;
  readonly tell: (event: never) => void;
}

/** Tells listeners what happens. What one of them throws is reported as uncaught and goes no further. */
export class SpeechEventHub {
  readonly #listeners: Set<Listening> = new Set();

  /** @throws CuelightError `invalid-option` */
  on<Name extends SpeechEventName>(
    name: Name,
    listener: (event: SpeechEvents[Name]) => void,
    options: ListenOptions = {},
  ): Undo {
    const doing = 'listen to speech';
    choiceOption(doing, 'event', name, NAMES, name);
    objectOption(doing, 'options', options);
    if (typeof listener !== 'function') throw invalidOption(doing, 'listener', listener, 'a function');
    const entry: Listening = { name, withText: options.withText === true, tell: guarded(listener) };
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  isHeard(name: SpeechEventName): boolean {
    for (const entry of this.#listeners) if (entry.name === name) return true;
    return false;
  }

  /** `event` is made only if somebody listens; `text` is added for those who asked for it. */
  tell<Name extends SpeechEventName>(name: Name, text: string, event: () => SpeechEvents[Name]): void {
    if (!this.isHeard(name)) return;
    const told = Object.freeze(event());
    // Those of this moment: one that begins to listen within the call hears of the next event.
    for (const entry of Array.from(this.#listeners)) {
      if (entry.name !== name || !this.#listeners.has(entry)) continue;
      const given = entry.withText ? Object.freeze({ ...told, text }) : told;
      // What is under a name was put there with a listener for it.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      entry.tell(given as never);
    }
  }
}
