import type { Demand, DemandMemory } from './protocol.ts';

/** Who has spoken in a term, so that what comes twice or late is taken once. */
export class HeardTabs {
  /** Number of the last demand heard of each tab; its presence says the tab has spoken in this term. */
  readonly #lastDemand: Map<string, number> = new Map();
  /** Tabs that have told what they remember of the term before. */
  readonly #hasRemembered: Set<string> = new Set();

  has(tabId: string): boolean {
    return this.#lastDemand.has(tabId);
  }

  isNew(tabId: string, number: number): boolean {
    return number > (this.#lastDemand.get(tabId) ?? -1);
  }

  /** What the tab remembers of the term before, the first time that it says so. */
  heard(tabId: string, { number, memory }: Demand): DemandMemory | null {
    this.#lastDemand.set(tabId, number);
    if (memory === null || this.#hasRemembered.has(tabId)) return null;
    this.#hasRemembered.add(tabId);
    return memory;
  }

  /** It has let go of everything. */
  forget(tabId: string): void {
    this.#lastDemand.delete(tabId);
  }
}
