/**
 * The conductor's book of the account's slots. It is a belief, not the truth: the truth is who holds the slot
 * locks. A slot is free, taken by a grant, taken by somebody unknown, or dirty: the provider may still count a
 * request that was cut, so it rests for a while. Pure.
 */
export interface SlotOwner {
  readonly tabId: string;
  /** Names the grant over all terms. */
  readonly grant: string;
}

/** A tab that lives takes up what it is given in milliseconds, unless its page is busy. */
const TAKEN_UP_WITHIN_MS = 2000;

const NOBODY_KNOWN: SlotOwner = { tabId: '', grant: '' };

export class SlotBook {
  readonly #owners: (SlotOwner | null)[] = [];
  readonly #dirtyUntilMs: number[] = [];
  readonly #takenAtMs: number[] = [];
  /** Whether the owner has said itself that it has the slot. */
  readonly #isClaimed: boolean[] = [];
  /** Slots whose owner was written off: their locks must be taken by force. */
  readonly #writtenOff: Set<number> = new Set();
  #limit = 0;

  constructor(limit: number) {
    this.setLimit(limit);
  }

  get limit(): number {
    return this.#limit;
  }

  /** Slots beyond a lowered limit stay in the book until they are given back. */
  setLimit(limit: number): void {
    this.#limit = limit;
    while (this.#owners.length < limit) {
      this.#owners.push(null);
      this.#dirtyUntilMs.push(0);
      this.#takenAtMs.push(0);
      this.#isClaimed.push(false);
    }
  }

  get inUse(): number {
    let taken = 0;
    for (const owner of this.#owners) if (owner !== null) taken += 1;
    return taken;
  }

  /** Numbers of the slots that may be granted now, ascending. */
  free(nowMs: number): number[] {
    const slots: number[] = [];
    for (let slot = 0; slot < this.#limit; slot += 1) {
      if (this.#owners[slot] === null && (this.#dirtyUntilMs[slot] ?? 0) <= nowMs) slots.push(slot);
    }
    return slots;
  }

  /** Milliseconds until the next dirty slot has rested, or `null`. */
  cleanInMs(nowMs: number): number | null {
    let soonest: number | null = null;
    for (let slot = 0; slot < this.#limit; slot += 1) {
      const leftMs = (this.#dirtyUntilMs[slot] ?? 0) - nowMs;
      if (this.#owners[slot] === null && leftMs > 0 && (soonest === null || leftMs < soonest))
        soonest = leftMs;
    }
    return soonest;
  }

  /** Given to a tab, which has not said yet that it has them. */
  give(slots: readonly number[], owner: SlotOwner, nowMs: number): void {
    for (const slot of slots) this.#take(slot, owner, nowMs, false);
  }

  /** The owner says that it has them. A repeated claim is not a new lease. */
  claim(slots: readonly number[], owner: SlotOwner, nowMs: number): void {
    for (const slot of slots) this.#take(slot, owner, nowMs, true);
  }

  /**
   * Owners of slots that were claimed at least `leaseMs` ago, or given and not claimed for two seconds; '' for one
   * that never spoke.
   */
  overdue(leaseMs: number, nowMs: number): Set<string> {
    const tabs = new Set<string>();
    this.#owners.forEach((owner, slot) => {
      if (owner !== null && this.#leaseLeftMs(slot, leaseMs, nowMs) <= 0) tabs.add(owner.tabId);
    });
    return tabs;
  }

  /** Milliseconds until the next lease ends, or `null`. */
  leaseEndsInMs(leaseMs: number, nowMs: number): number | null {
    let soonest: number | null = null;
    this.#owners.forEach((owner, slot) => {
      if (owner === null) return;
      const leftMs = this.#leaseLeftMs(slot, leaseMs, nowMs);
      if (leftMs > 0 && (soonest === null || leftMs < soonest)) soonest = leftMs;
    });
    return soonest;
  }

  /** The owner lives: its leases begin anew. */
  renew(tabId: string, nowMs: number): void {
    for (const slot of this.slotsOf(tabId)) {
      this.#takenAtMs[slot] = nowMs;
      this.#isClaimed[slot] = true;
    }
  }

  /**
   * The owner is gone without having let go. What it has claimed may be granted again, by force. What it has not, it
   * may hold or not, which the census tells.
   */
  writeOff(tabId: string): void {
    for (const slot of this.slotsOf(tabId)) {
      if (this.#isClaimed[slot] === true) {
        this.#owners[slot] = null;
        this.#writtenOff.add(slot);
      } else {
        this.#owners[slot] = NOBODY_KNOWN;
        this.#isClaimed[slot] = true;
      }
    }
  }

  /** Which of these slots must be taken by force. */
  writtenOff(slots: readonly number[]): number[] {
    return slots.filter((slot) => this.#writtenOff.has(slot));
  }

  /** Somebody held these slots: whoever was written off has lost them. */
  wereHeld(slots: readonly number[]): void {
    for (const slot of slots) this.#writtenOff.delete(slot);
  }

  /** Frees what `grant` took, and says which slots that were. */
  release(tabId: string, grant: string): number[] {
    return this.#releaseWhere((owner) => owner.tabId === tabId && owner.grant === grant);
  }

  releaseTab(tabId: string): number[] {
    return this.#releaseWhere((owner) => owner.tabId === tabId);
  }

  slotsOf(tabId: string): number[] {
    const slots: number[] = [];
    this.#owners.forEach((owner, slot) => {
      if (owner !== null && owner.tabId === tabId) slots.push(slot);
    });
    return slots;
  }

  /**
   * `heldSlots`: the slot locks that somebody holds. Those that the book thinks free belong to somebody who has
   * not spoken yet; they count as taken until they are let go or claimed.
   */
  census(heldSlots: ReadonlySet<number>, nowMs: number): void {
    for (let slot = 0; slot < this.#owners.length; slot += 1) {
      const owner = this.#owners[slot];
      if (!heldSlots.has(slot)) this.#writtenOff.delete(slot);
      if (owner === null && heldSlots.has(slot) && !this.#writtenOff.has(slot))
        this.#take(slot, NOBODY_KNOWN, nowMs, true);
      else if (owner === NOBODY_KNOWN && !heldSlots.has(slot)) this.#owners[slot] = null;
    }
  }

  get hasUnknownOwners(): boolean {
    return this.#owners.includes(NOBODY_KNOWN);
  }

  rest(slots: readonly number[], untilMs: number): void {
    for (const slot of slots) {
      if (slot < this.#dirtyUntilMs.length) {
        this.#dirtyUntilMs[slot] = Math.max(this.#dirtyUntilMs[slot] ?? 0, untilMs);
      }
    }
  }

  /** Dirty slots as durations, for the other tabs to remember. */
  dirty(nowMs: number): (readonly [slot: number, leftMs: number])[] {
    const dirty: (readonly [number, number])[] = [];
    this.#dirtyUntilMs.forEach((untilMs, slot) => {
      if (untilMs > nowMs) dirty.push([slot, untilMs - nowMs]);
    });
    return dirty;
  }

  #take(slot: number, owner: SlotOwner, nowMs: number, isClaimed: boolean): void {
    if (slot >= this.#owners.length) return;
    const isKnown = this.#owners[slot]?.grant === owner.grant;
    if (!isKnown) this.#takenAtMs[slot] = nowMs;
    this.#owners[slot] = owner;
    this.#isClaimed[slot] = isClaimed || (isKnown && this.#isClaimed[slot] === true);
  }

  #leaseLeftMs(slot: number, leaseMs: number, nowMs: number): number {
    const lastsMs = this.#isClaimed[slot] === true ? leaseMs : Math.min(leaseMs, TAKEN_UP_WITHIN_MS);
    return (this.#takenAtMs[slot] ?? 0) + lastsMs - nowMs;
  }

  #releaseWhere(isMeant: (owner: SlotOwner) => boolean): number[] {
    const freed: number[] = [];
    this.#owners.forEach((owner, slot) => {
      if (owner === null || !isMeant(owner)) return;
      this.#owners[slot] = null;
      freed.push(slot);
    });
    return freed;
  }
}
