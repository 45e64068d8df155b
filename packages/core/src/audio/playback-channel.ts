import type { Undo } from '../platform/clock.ts';
import { createDerivedStore, guarded, type DerivedStore, type ReadonlyStore } from '../store.ts';
import type { AudioClock } from './engine.ts';
import type { Playback } from './types.ts';

/** How often it is looked at while it moves: often enough for a word that lights up. */
const TICK_MS = 50;

const NOTHING: Playback = { timeSeconds: 0, bufferedSeconds: 0, durationSeconds: null, mark: null };

/** What moves all the time, for those who look: no timer runs while nobody does, or while nothing moves. */
export class PlaybackChannel {
  readonly store: ReadonlyStore<Playback>;
  readonly #derived: DerivedStore<Playback>;
  readonly #clock: AudioClock;
  readonly #isMoving: () => boolean;
  readonly #watchers = new Set<() => void>();
  #undoTick: Undo | null = null;

  constructor(clock: AudioClock, derive: () => Playback | null, isMoving: () => boolean) {
    this.#clock = clock;
    this.#isMoving = isMoving;
    const derived = createDerivedStore(NOTHING, () => derive() ?? NOTHING);
    this.#derived = derived;
    this.store = {
      getState: () => {
        // While nobody listens nobody is told of changes: it is asked.
        if (!derived.isObserved) derived.changed();
        return derived.getState();
      },
      getInitialState: derived.getInitialState,
      subscribe: (listener) => {
        if (!derived.isObserved) derived.changed();
        const undo = derived.subscribe(listener);
        this.changed();
        return () => {
          undo();
          this.#restIfUnwatched();
        };
      },
    };
  }

  /** Calls back whenever it is looked at: as it moves, and at its turns. */
  watch(listener: () => void): Undo {
    const watcher = guarded(listener);
    this.#watchers.add(watcher);
    this.changed();
    return () => {
      this.#watchers.delete(watcher);
      this.#restIfUnwatched();
    };
  }

  /** Something turned: it started, stopped, was sought. Shown at once. */
  changed(): void {
    this.#undoTick?.();
    this.#undoTick = null;
    this.#derived.changed();
    for (const watcher of this.#watchers) watcher();
    if (this.#isMoving()) this.grew();
  }

  /** It went on by a little. Shown with the next tick. */
  grew(): void {
    if (this.#undoTick !== null || !this.#isWatched) return;
    this.#undoTick = this.#clock.setTimer(TICK_MS, () => {
      this.#undoTick = null;
      this.changed();
    });
  }

  get #isWatched(): boolean {
    return this.#derived.isObserved || this.#watchers.size > 0;
  }

  #restIfUnwatched(): void {
    if (this.#isWatched) return;
    this.#undoTick?.();
    this.#undoTick = null;
  }
}
