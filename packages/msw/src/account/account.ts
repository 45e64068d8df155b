import { type Arrival, Journal, type JournalCounts, type JournalEntry, type Outcome } from './journal.ts';
import type { Plan } from './plans.ts';
import { type RateLimit, RateWindow } from './rate-window.ts';
import { type Settled, Slots, type SlotTimes } from './slots.ts';

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
  /** All that counts against the limit now: in flight, foreign, and over but not yet released. */
  readonly slotsTaken: number;
  /** The most ever in flight. Never above the limit, as the provider itself sees to it. */
  readonly peakInFlight: number;
  /**
   * The most the clients ever had open at once, with those that waited or were refused for the limit. This one
   * tells whether the clients kept the limit.
   */
  readonly peakOffered: number;
  readonly counts: JournalCounts;
  /** Characters billed, counted the provider's way. Billed on admission, also when aborted later. */
  readonly billedCharacters: number;
  /** Characters the account can still pay for; `null`: any number. */
  readonly creditCharacters: number | null;
  /** In order of arrival. */
  readonly entries: readonly JournalEntry[];
  /** Older entries that are no longer kept. */
  readonly forgottenEntries: number;
}

export interface AccountSettings extends SlotTimes {
  readonly plan: Plan;
  /** `null`: as many as fit the plan. */
  readonly rate: RateLimit | null;
  /** Characters the account can pay for; `null`: any number. */
  readonly creditCharacters: number | null;
}

/** Why an account does not run a request that is right in itself. */
export type AccountRefusal = 'busy' | 'rate-limited' | 'out-of-credit' | 'queue-expired';

export type Verdict = 'admitted' | 'queued' | Exclude<AccountRefusal, 'queue-expired'>;

export interface Opened {
  readonly verdict: Verdict;
  /** What became of requests that were waiting, by the way. */
  readonly settled: Settled;
}

/**
 * One account at a provider: credit, rate, admission, and the journal. Pure: no clock, no timer, no I/O. Methods
 * that can free a slot tell what became of those who wait; `nextChangeAtMs` says when `settle` has to be called again.
 */
export class Account {
  readonly #slots: Slots;
  readonly #journal = new Journal();
  readonly #reasons: Readonly<Record<AccountRefusal, string>>;
  /** Characters of each request that waits or runs, and whether they are billed yet. */
  readonly #open = new Map<string, { readonly characters: number; billed: boolean }>();
  #rate: RateWindow | null;
  #creditCharacters: number | null;
  #billedCharacters = 0;
  #peakInFlight = 0;
  #peakOffered = 0;

  /** `reasons` is what the journal says of each kind of refusal. */
  constructor(settings: AccountSettings, reasons: Readonly<Record<AccountRefusal, string>>) {
    this.#slots = new Slots(settings.plan, settings);
    this.#rate = settings.rate === null ? null : new RateWindow(settings.rate);
    this.#creditCharacters = settings.creditCharacters;
    this.#reasons = reasons;
  }

  get plan(): Plan {
    return this.#slots.plan;
  }

  /** `null`: any number. What waits is not billed yet. */
  get creditCharacters(): number | null {
    return this.#creditCharacters;
  }

  get nextChangeAtMs(): number | null {
    return this.#slots.nextChangeAtMs;
  }

  /** Asks for admission. A refused request is closed by it. */
  open(arrival: Arrival, characters: number, nowMs: number): Opened {
    const settled = this.settle(nowMs);
    this.#journal.opened(arrival, nowMs);
    const verdict = this.#judge(arrival, characters, nowMs);
    if (verdict === 'admitted' || verdict === 'queued') {
      this.#open.set(arrival.id, { characters, billed: false });
      this.#rate?.pass(nowMs);
      if (verdict === 'admitted') this.#admit(arrival.id, nowMs);
    } else {
      this.#journal.closed(arrival.id, 'refused', nowMs, this.#reasons[verdict]);
    }
    const beyond = verdict === 'busy' ? arrival.weight : 0;
    this.#peakOffered = Math.max(this.#peakOffered, this.#slots.running + this.#slots.waiting + beyond);
    return { verdict, settled };
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
  close(id: string, outcome: Exclude<Outcome, 'refused'>, nowMs: number, reason?: string): Settled {
    if (this.#open.delete(id)) {
      if (outcome === 'aborted') this.#slots.cut(id, nowMs);
      else this.#slots.end(id, nowMs);
      this.#journal.closed(id, outcome, nowMs, reason);
    }
    return this.settle(nowMs);
  }

  /** Frees what is due by time, gives up on those that waited too long, and admits the others. */
  settle(nowMs: number): Settled {
    const settled = this.#slots.settle(nowMs);
    for (const id of settled.expired) {
      this.#open.delete(id);
      this.#journal.closed(id, 'refused', nowMs, this.#reasons['queue-expired']);
    }
    for (const id of settled.admitted) this.#admit(id, nowMs);
    return settled;
  }

  setPlan(plan: Plan, nowMs: number): Settled {
    this.#slots.setPlan(plan);
    return this.settle(nowMs);
  }

  /** Begins to count anew. `null`: no limit. */
  setRate(rate: RateLimit | null): void {
    this.#rate = rate === null ? null : new RateWindow(rate);
  }

  setCredit(characters: number | null): void {
    this.#creditCharacters = characters;
  }

  /** See `Slots.holdForeign`. `forMs` `null`: until it is replaced. */
  holdForeign(slots: number, forMs: number | null, nowMs: number): Settled {
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
      creditCharacters: this.#creditCharacters,
      entries: this.#journal.entries,
      forgottenEntries: this.#journal.forgotten,
    };
  }

  #judge({ id, weight }: Arrival, characters: number, nowMs: number): Verdict {
    if (!this.#canPay(characters)) return 'out-of-credit';
    if (this.#rate?.hasRoom(nowMs) === false) return 'rate-limited';
    const admission = this.#slots.enter(id, weight, nowMs);
    return admission === 'refused' ? 'busy' : admission;
  }

  /** What waits will be billed too. */
  #canPay(characters: number): boolean {
    if (this.#creditCharacters === null) return true;
    let owed = characters;
    for (const open of this.#open.values()) owed += open.billed ? 0 : open.characters;
    return owed <= this.#creditCharacters;
  }

  #admit(id: string, nowMs: number): void {
    this.#journal.admitted(id, nowMs);
    const open = this.#open.get(id);
    if (open !== undefined) {
      open.billed = true;
      this.#billedCharacters += open.characters;
      if (this.#creditCharacters !== null) {
        this.#creditCharacters = Math.max(0, this.#creditCharacters - open.characters);
      }
    }
    this.#peakInFlight = Math.max(this.#peakInFlight, this.#slots.running);
  }
}
