import type { Plan } from './plans.ts';

export type Admission = 'admitted' | 'queued' | 'refused';

/** How long things last at a provider, in milliseconds. */
export interface SlotTimes {
  /** An aborted request keeps its slot so long: a provider learns late that a connection was cut. */
  readonly releaseLagMs: number;
  /** The same for a request that ended as it should. */
  readonly endLagMs: number;
  /** The longest wait in the provider's queue. */
  readonly queueWaitMs: number;
}

/** Requests whose lot was changed by time, or by another's end. */
export interface Settled {
  /** They waited, and run now. */
  readonly admitted: readonly string[];
  /** They waited too long. */
  readonly expired: readonly string[];
}

interface Waiting {
  readonly id: string;
  readonly weight: number;
  readonly untilMs: number;
}

interface Lagging {
  readonly weight: number;
  readonly freeAtMs: number;
}

interface Foreign {
  readonly slots: number;
  /** `null`: until it is released. */
  readonly untilMs: number | null;
}

/** Who holds how much of one account. Pure: time comes in with every call and never goes back. */
export class Slots {
  #plan: Plan;
  readonly #times: SlotTimes;
  readonly #running = new Map<string, number>();
  #waiting: Waiting[] = [];
  #lagging: Lagging[] = [];
  #foreign: Foreign = { slots: 0, untilMs: null };

  constructor(plan: Plan, times: SlotTimes) {
    this.#plan = plan;
    this.#times = times;
  }

  get plan(): Plan {
    return this.#plan;
  }

  /** Weight of the requests that were admitted and are still open. */
  get running(): number {
    return sum(this.#running.values());
  }

  get waiting(): number {
    return sum(this.#waiting.map((request) => request.weight));
  }

  get foreign(): number {
    return this.#foreign.slots;
  }

  /** Everything that counts against the limit. Above the limit after it was lowered, or by a foreign device. */
  get taken(): number {
    return this.running + sum(this.#lagging.map((lag) => lag.weight)) + this.#foreign.slots;
  }

  /** When `settle` will next have something to do by time alone; `null`: never. */
  get nextChangeAtMs(): number | null {
    const times = this.#lagging.map((lag) => lag.freeAtMs);
    if (this.#foreign.untilMs !== null) times.push(this.#foreign.untilMs);
    const [first] = this.#waiting;
    if (first !== undefined) times.push(first.untilMs);
    const next = Math.min(...times);
    return next === Infinity ? null : next;
  }

  /** Call `settle` first, so that slots which came free go to those who waited. */
  enter(id: string, weight: number, nowMs: number): Admission {
    if (this.#waiting.length === 0 && this.#fits(weight)) {
      this.#running.set(id, weight);
      return 'admitted';
    }
    // What could never run would block everybody behind it.
    if (weight > this.#plan.concurrent || this.waiting + weight > this.#plan.queued) return 'refused';
    this.#waiting.push({ id, weight, untilMs: nowMs + this.#times.queueWaitMs });
    return 'queued';
  }

  /** The response ended. Ids it does not know are ignored. */
  end(id: string, nowMs: number): void {
    this.#leave(id, nowMs, this.#times.endLagMs);
  }

  /** The client is gone. */
  cut(id: string, nowMs: number): void {
    this.#leave(id, nowMs, this.#times.releaseLagMs);
  }

  /** Frees what is due, gives up on those that waited too long, and admits the others in order. */
  settle(nowMs: number): Settled {
    this.#lagging = this.#lagging.filter((lag) => lag.freeAtMs > nowMs);
    if (this.#foreign.untilMs !== null && this.#foreign.untilMs <= nowMs) {
      this.#foreign = { slots: 0, untilMs: null };
    }
    const expired = this.#waiting.filter((request) => request.untilMs <= nowMs).map(({ id }) => id);
    this.#waiting = this.#waiting.filter((request) => request.untilMs > nowMs);
    const admitted: string[] = [];
    for (
      let next = this.#waiting[0];
      next !== undefined && this.#fits(next.weight);
      next = this.#waiting[0]
    ) {
      this.#waiting.shift();
      this.#running.set(next.id, next.weight);
      admitted.push(next.id);
    }
    return { admitted, expired };
  }

  /** Requests that were admitted or queued stay so, also when they no longer fit. */
  setPlan(plan: Plan): void {
    this.#plan = plan;
  }

  /**
   * Another device of the same account takes `slots` at once, also where none is free: it replaces what
   * it held before. 0 releases them.
   */
  holdForeign(slots: number, untilMs: number | null): void {
    this.#foreign = { slots, untilMs };
  }

  #leave(id: string, nowMs: number, lagMs: number): void {
    const weight = this.#running.get(id);
    if (weight !== undefined && lagMs > 0) this.#lagging.push({ weight, freeAtMs: nowMs + lagMs });
    this.#running.delete(id);
    this.#waiting = this.#waiting.filter((request) => request.id !== id);
  }

  #fits(weight: number): boolean {
    return this.taken + weight <= this.#plan.concurrent;
  }
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
