import type { VirtualClock } from '../virtual-clock.ts';
import type { Happening } from './schedule.ts';

type WireFault = Extract<Happening, { readonly do: 'lose' | 'repeat' | 'delay' }>;

const ONCE: readonly number[] = [0];
const NEVER: readonly number[] = [];

/** What is wrong with the channel between the tabs at the moment. */
export class Wire {
  readonly #clock: VirtualClock;
  #faults: { readonly tabId: string; readonly fault: WireFault; readonly untilMs: number }[] = [];

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  breaks(tabId: string, fault: WireFault): void {
    this.#faults.push({ tabId, fault, untilMs: this.#clock.now() + fault.forMs });
  }

  mend(): void {
    this.#faults = [];
  }

  /** When and how often a message arrives, as extra delays. */
  arrivals(from: string, to: string): readonly number[] {
    if (this.#faults.length === 0) return ONCE;
    const now = this.#clock.now();
    this.#faults = this.#faults.filter(({ untilMs }) => untilMs >= now);
    let extraMs = 0;
    const repeatedMs: number[] = [];
    for (const { tabId, fault } of this.#faults) {
      if (fault.do === 'lose' && tabId === (fault.way === 'from' ? from : to)) return NEVER;
      if (fault.do === 'delay' && tabId === from) extraMs += fault.byMs;
      if (fault.do === 'repeat' && tabId === from) repeatedMs.push(fault.afterMs);
    }
    return [extraMs, ...repeatedMs.map((afterMs) => extraMs + afterMs)];
  }
}
