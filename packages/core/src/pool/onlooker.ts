import type { Clock, Undo } from '../platform/clock.ts';

const NEWS_EVERY_MS = 2000;
const ANSWER_WITHIN_MS = 1000;

export interface OnlookerDependencies {
  readonly clock: Clock;
  /** Makes itself heard: a conductor that thinks itself alone tells nobody how the pool stands. */
  beSeen(): void;
  /** Nobody speaks for the pool any more. */
  onSilence(): void;
}

/** A tab that only looks cannot tell a conductor that is busy from one that crashed: it asks now and then. */
export class Onlooker {
  readonly #d: OnlookerDependencies;
  #undo: Undo | null = null;

  constructor(dependencies: OnlookerDependencies) {
    this.#d = dependencies;
  }

  /** Somebody was heard: the next question has time. */
  heard(): void {
    this.stop();
    const { clock } = this.#d;
    this.#undo = clock.setTimer(NEWS_EVERY_MS, () => {
      this.#d.beSeen();
      this.#undo = clock.setTimer(ANSWER_WITHIN_MS, () => {
        this.#undo = null;
        this.#d.onSilence();
      });
    });
  }

  /** Works twice. */
  stop(): void {
    this.#undo?.();
    this.#undo = null;
  }
}
