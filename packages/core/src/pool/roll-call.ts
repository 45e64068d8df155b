import type { Clock, Undo } from '../platform/clock.ts';
import type { Conductor } from '../scheduler/conductor.ts';

export interface RollCallDependencies {
  readonly clock: Clock;
  readonly conductor: Conductor;
  /** The conductor's own tab: it lives. */
  readonly tabId: string;
  ask(tabId: string): void;
  onWrittenOff(tabId: string): void;
}

/** A living tab answers in milliseconds, unless its page is busy. */
const ANSWER_WITHIN_MS = 5000;

/**
 * Slots whose request should have ended long ago: their tabs are asked whether they live, and written off if they do
 * not say so. Otherwise one page that was suspended without a word would keep its slot from everybody for ever.
 */
export class RollCall {
  readonly #d: RollCallDependencies;
  readonly #asked: Map<string, Undo> = new Map();

  constructor(dependencies: RollCallDependencies) {
    this.#d = dependencies;
  }

  /** Asks those whose leases have ended. */
  check(nowMs: number): void {
    const { conductor, clock, tabId: own } = this.#d;
    for (const tabId of conductor.overdue(nowMs)) {
      if (tabId === own) {
        conductor.renewLeases(tabId, nowMs);
        continue;
      }
      if (this.#asked.has(tabId)) continue;
      this.#d.ask(tabId);
      this.#asked.set(
        tabId,
        clock.setTimer(ANSWER_WITHIN_MS, () => this.#writeOff(tabId)),
      );
    }
  }

  /** The tab said so from a task that a frozen page does not run. */
  answered(tabId: string): void {
    this.#asked.get(tabId)?.();
    this.#asked.delete(tabId);
    this.#d.conductor.renewLeases(tabId, this.#d.clock.now());
  }

  /** Works twice. */
  stop(): void {
    for (const undo of this.#asked.values()) undo();
    this.#asked.clear();
  }

  #writeOff(tabId: string): void {
    this.#asked.delete(tabId);
    const { conductor, clock } = this.#d;
    const now = clock.now();
    if (!conductor.overdue(now).has(tabId)) return;
    conductor.writeOff(tabId, now);
    this.#d.onWrittenOff(tabId);
  }
}
