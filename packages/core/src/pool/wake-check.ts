import type { Clock } from '../platform/clock.ts';
import type { Locks } from '../platform/locks.ts';
import { SleepDetector } from './sleep-detector.ts';

export interface WakeCheckDependencies {
  readonly clock: Clock;
  readonly locks: Locks;
  /** Of the lock that may have been stolen meanwhile. */
  readonly lockName: string;
  onAnswer(): void;
}

/**
 * A page that stood still acts on nothing before the browser has answered it once: a lock that was stolen meanwhile is
 * known to be lost by then.
 */
export class WakeCheck {
  readonly #d: WakeCheckDependencies;
  readonly #sleep: SleepDetector;
  #isAsking = false;

  constructor(dependencies: WakeCheckDependencies) {
    this.#d = dependencies;
    this.#sleep = new SleepDetector(dependencies.clock);
  }

  /** `isAlone`: nobody else was heard of, who could have stolen anything. */
  mayAct(isAlone: boolean): boolean {
    if (this.#isAsking) return false;
    if (!this.#sleep.hasSlept() || isAlone) return true;
    void this.#ask();
    return false;
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    await this.#d.locks.heldNames(this.#d.lockName);
    this.#isAsking = false;
    this.#d.onAnswer();
  }
}
