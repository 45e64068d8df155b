import type { IdleLease } from './reclaim.ts';
import { LANES } from './lane.ts';
import { TabLedger } from './tab-ledger.ts';

/** The tabs that a conductor knows, in the order of their turns where they were served alike. Pure. */
export class TabRoster {
  #tabs: Map<string, TabLedger> = new Map();

  get size(): number {
    return this.#tabs.size;
  }

  get ids(): readonly string[] {
    return [...this.#tabs.keys()];
  }

  get all(): readonly TabLedger[] {
    return [...this.#tabs.values()];
  }

  /** For what is done at each grant: no array is made. */
  [Symbol.iterator](): Iterator<TabLedger> {
    return this.#tabs.values();
  }

  get(tabId: string): TabLedger | undefined {
    return this.#tabs.get(tabId);
  }

  /** A tab not known yet comes last. */
  getOrAdd(tabId: string): TabLedger {
    let tab = this.#tabs.get(tabId);
    if (tab === undefined) {
      tab = new TabLedger(tabId);
      this.#tabs.set(tabId, tab);
    }
    return tab;
  }

  remove(tabId: string): void {
    this.#tabs.delete(tabId);
  }

  /**
   * A tab that had nothing to do has. It has no more to catch up on than those that wait; and it need not wait for
   * another turn of each of them, only for those that came before it and had none yet. `keepsPlace`: it had one in the
   * term before.
   */
  woke(tab: TabLedger, keepsPlace: boolean): void {
    tab.served = Math.max(tab.served, this.#level(tab));
    if (keepsPlace) return;
    tab.awaitsFirstTurn = true;
    this.#tabs.delete(tab.id);
    const others = this.all;
    const place = others.findLastIndex((other) => other.isBusy && other.awaitsFirstTurn) + 1;
    this.#tabs = new Map(others.toSpliced(place, 0, tab).map((placed) => [placed.id, placed]));
  }

  /** Where tabs were given different limits, the lowest holds; `Infinity`: no tab has said. */
  get lowestLimit(): number {
    let lowest = Infinity;
    for (const tab of this) lowest = Math.min(lowest, tab.limit);
    return lowest;
  }

  get isAnybodyWaiting(): boolean {
    for (const tab of this) if (tab.isBusy) return true;
    return false;
  }

  /**
   * Grants of other tabs than `exceptId` that take one slot below `limit`, in the order in which they were given: the
   * first is the most likely to end next.
   */
  holders(exceptId: string, limit: number): readonly string[] {
    const grants: (readonly [grant: string, grantId: number])[] = [];
    for (const tab of this) {
      if (tab.id === exceptId) continue;
      for (const [grant, { grantId, slots }] of tab.openGrants)
        if (slots.length === 1 && (slots[0] ?? limit) < limit) grants.push([grant, grantId]);
    }
    return grants.toSorted(([, left], [, right]) => left - right).map(([grant]) => grant);
  }

  /** What is held by hand and could be done without. */
  get idleLeases(): (IdleLease & { readonly tabId: string; readonly grant: string })[] {
    return this.all.flatMap((tab) => [...tab.idle.values()]);
  }

  /**
   * Slots that waiting jobs could use; `ownWanted`: of tabs that have their even share, and can only use what they give back
   * themselves.
   */
  slotsWanted(limit: number): { readonly wanted: number; readonly ownWanted: number } {
    let wanted = 0;
    let ownWanted = 0;
    for (const tab of this) {
      let own = 0;
      for (const { slots } of tab.idle.values()) own += slots;
      for (const lane of LANES) {
        const weight = tab.nextWeight(lane, limit);
        if (weight === null) continue;
        if (weight <= tab.widest) wanted += weight * tab.waiting(lane);
        else ownWanted = Math.max(ownWanted, own);
      }
    }
    return { wanted, ownWanted };
  }

  /**
   * What a tab that wakes is said to have been served: as much as the least served that waits; where nobody waits, as
   * much as anybody, so that what tabs were served in quiet times is not held against them later.
   */
  #level(except: TabLedger): number {
    let least = Infinity;
    let most = 0;
    for (const tab of this) {
      if (tab === except) continue;
      most = Math.max(most, tab.served);
      if (tab.isBusy) least = Math.min(least, tab.served);
    }
    return least === Infinity ? most : least;
  }
}
