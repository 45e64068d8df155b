import type { Clock } from '../platform/clock.ts';
import type { Locks } from '../platform/locks.ts';
import type { Conductor } from '../scheduler/conductor.ts';
import type { NamedTimers } from './named-timers.ts';
import type { OwnSlots } from './grant-delivery.ts';
import type { PoolNames } from './names.ts';

export interface SlotCensusDependencies {
  readonly clock: Clock;
  readonly timers: Pick<NamedTimers<'census'>, 'clear' | 'has' | 'set'>;
  readonly locks: Locks;
  readonly names: PoolNames;
  readonly conductor: Conductor;
  readonly own: Pick<OwnSlots, 'keptSlots'>;
  /** The book was corrected. */
  onTaken(): void;
}

/** While a slot is held by somebody who has not spoken. */
const EVERY_MS = 100;

/** Asks the browser which slots are held, so that the conductor's book knows those of tabs that have not spoken. */
export class SlotCensus {
  readonly #d: SlotCensusDependencies;
  #isStopped = false;

  constructor(dependencies: SlotCensusDependencies) {
    this.#d = dependencies;
  }

  async take(): Promise<void> {
    const { clock, timers, locks, names, conductor } = this.#d;
    timers.clear('census');
    const held = await locks.heldNames(names.slotPrefix);
    if (this.#isStopped) return;
    const own = new Set(this.#d.own.keptSlots());
    const slots = held
      .map((name) => Number(name.slice(names.slotPrefix.length)))
      .filter((slot) => !own.has(slot));
    conductor.census(new Set(slots), clock.now());
    this.#d.onTaken();
  }

  /** Again and again, as long as some owner is not known. */
  repeat(): void {
    const { conductor, timers } = this.#d;
    if (conductor.hasUnknownOwners && !timers.has('census'))
      timers.set('census', EVERY_MS, () => void this.take());
  }

  /** Works twice. */
  stop(): void {
    this.#isStopped = true;
  }
}
