import { type Arrival, Journal, type JournalCounts, type JournalEntry, type Outcome } from './journal.ts';
import type { Plan } from './plans.ts';
import { type Admission, Slots } from './slots.ts';

/** The state of an account and the record of its requests, as plain data. */
export interface AccountJournal {
  readonly plan: string | null;
  readonly limit: number;
  readonly queueLimit: number;
  /** Weight of the requests that are admitted and open now. */
  readonly inFlight: number;
  /** Weight waiting in the provider's queue now. */
  readonly waiting: number;
  /** Slots another device of the account holds now. */
  readonly foreign: number;
  /** All that counts against the limit now: in flight, foreign, and aborted but not yet released. */
  readonly slotsTaken: number;
  /** The most ever in flight. Never above the limit, as the provider itself sees to it. */
  readonly peakInFlight: number;
  /**
   * The most the clients ever had open at once, with those that waited or were refused. This one tells
   * whether the clients kept the limit.
   */
  readonly peakOffered: number;
  readonly counts: JournalCounts;
  /** Characters billed, counted the provider's way. Billed on admission, also when aborted later. */
  readonly billedCharacters: number;
  /** In order of arrival. */
  readonly entries: readonly JournalEntry[];
  /** Older entries that are no longer kept. */
  readonly forgottenEntries: number;
}

export interface Opened {
  readonly admission: Admission;
  /** Requests that were waiting and were admitted by the way. */
  readonly admitted: readonly string[];
}

/**
 * One account at a provider: admission and journal. Pure: no clock, no timer, no I/O. Methods that can
 * free a slot give the ids of the waiting requests they admitted; `nextChangeAtMs` says when `settle`
 * has to be called again.
 */
export class Account {
  readonly #slots: Slots;
  readonly #journal = new Journal();
  /** Characters each request that waits or runs is billed, once it is admitted. */
  readonly #open = new Map<string, number>();
  #billedCharacters = 0;
  #peakInFlight = 0;
  #peakOffered = 0;

  constructor(plan: Plan, releaseLagMs: number) {
    this.#slots = new Slots(plan, releaseLagMs);
  }

  get plan(): Plan {
    return this.#slots.plan;
  }

  get nextChangeAtMs(): number | null {
    return this.#slots.nextChangeAtMs;
  }

  /** Asks for admission. A refused request is closed by it, with `refusal` as the reason. */
  open(arrival: Arrival, billedCharacters: number, refusal: string, nowMs: number): Opened {
    const admitted = this.settle(nowMs);
    this.#journal.opened(arrival, nowMs);
    const { id, weight } = arrival;
    const admission = this.#slots.enter(id, weight);
    const refused = admission === 'refused' ? weight : 0;
    this.#peakOffered = Math.max(this.#peakOffered, this.#slots.running + this.#slots.waiting + refused);
    if (admission === 'refused') {
      this.#journal.closed(id, 'refused', nowMs, refusal);
    } else {
      this.#open.set(id, billedCharacters);
      if (admission === 'admitted') this.#admit(id, nowMs);
    }
    return { admission, admitted };
  }

  /** Records a request that is refused for what it is (its voice, its key), before any admission. */
  refuse(arrival: Arrival, reason: string, nowMs: number): void {
    this.#journal.opened(arrival, nowMs);
    this.#journal.closed(arrival.id, 'refused', nowMs, reason);
  }

  firstByte(id: string, nowMs: number): void {
    this.#journal.firstByte(id, nowMs);
  }

  /** Only the first call for a request counts. */
  close(id: string, outcome: Exclude<Outcome, 'refused'>, nowMs: number, reason?: string): readonly string[] {
    if (this.#open.delete(id)) {
      if (outcome === 'aborted') this.#slots.cut(id, nowMs);
      else this.#slots.end(id);
      this.#journal.closed(id, outcome, nowMs, reason);
    }
    return this.settle(nowMs);
  }

  /** Frees what is due by time, and admits the waiting. */
  settle(nowMs: number): readonly string[] {
    const admitted = this.#slots.settle(nowMs);
    for (const id of admitted) this.#admit(id, nowMs);
    return admitted;
  }

  setPlan(plan: Plan, nowMs: number): readonly string[] {
    this.#slots.setPlan(plan);
    return this.settle(nowMs);
  }

  /** See `Slots.holdForeign`. `forMs` `null`: until it is replaced. */
  holdForeign(slots: number, forMs: number | null, nowMs: number): readonly string[] {
    this.#slots.holdForeign(slots, forMs === null ? null : nowMs + forMs);
    return this.settle(nowMs);
  }

  /** Forgets what is over. Open requests stay, and so do the slots they hold. */
  resetJournal(): void {
    this.#journal.reset();
    this.#billedCharacters = 0;
    this.#peakInFlight = this.#slots.running;
    this.#peakOffered = this.#slots.running + this.#slots.waiting;
  }

  /** As of the last call; `settle` first to have it as of now. */
  journal(): AccountJournal {
    const slots = this.#slots;
    return {
      plan: slots.plan.name,
      limit: slots.plan.concurrent,
      queueLimit: slots.plan.queued,
      inFlight: slots.running,
      waiting: slots.waiting,
      foreign: slots.foreign,
      slotsTaken: slots.taken,
      peakInFlight: this.#peakInFlight,
      peakOffered: this.#peakOffered,
      counts: this.#journal.counts,
      billedCharacters: this.#billedCharacters,
      entries: this.#journal.entries,
      forgottenEntries: this.#journal.forgotten,
    };
  }

  #admit(id: string, nowMs: number): void {
    this.#journal.admitted(id, nowMs);
    this.#billedCharacters += this.#open.get(id) ?? 0;
    this.#peakInFlight = Math.max(this.#peakInFlight, this.#slots.running);
  }
}
