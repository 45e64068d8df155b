import type { Plan } from './plans.ts';

export type Admission = 'admitted' | 'queued' | 'refused';

interface Waiting {
  readonly id: string;
  readonly weight: number;
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

/**
 * Who holds how much of one account. Pure: time comes in with every call and never goes back.
 * A slot taken by an aborted request stays taken for `releaseLagMs`, as a provider learns late
 * that a connection was cut.
 */
export class Slots {
  #plan: Plan;
  readonly #releaseLagMs: number;
  readonly #running = new Map<string, number>();
  #waiting: Waiting[] = [];
  #lagging: Lagging[] = [];
  #foreign: Foreign = { slots: 0, untilMs: null };

  constructor(plan: Plan, releaseLagMs: number) {
    this.#plan = plan;
    this.#releaseLagMs = releaseLagMs;
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
    return times.length === 0 ? null : Math.min(...times);
  }

  /** Call `settle` first, so that slots which came free go to those who waited. */
  enter(id: string, weight: number): Admission {
    if (this.#waiting.length === 0 && this.#fits(weight)) {
      this.#running.set(id, weight);
      return 'admitted';
    }
    // What could never run would block everybody behind it.
    if (weight > this.#plan.concurrent || this.waiting + weight > this.#plan.queued) return 'refused';
    this.#waiting.push({ id, weight });
    return 'queued';
  }

  /** The response ended: the slot is free at once. Ids it does not know are ignored. */
  end(id: string): void {
    this.#running.delete(id);
    this.#waiting = this.#waiting.filter((request) => request.id !== id);
  }

  /** The client is gone: what was running keeps its slot for the release lag. */
  cut(id: string, nowMs: number): void {
    const weight = this.#running.get(id);
    if (weight !== undefined && this.#releaseLagMs > 0) {
      this.#lagging.push({ weight, freeAtMs: nowMs + this.#releaseLagMs });
    }
    this.end(id);
  }

  /** Frees what is due and admits the waiting, in order. Gives the ids it admitted. */
  settle(nowMs: number): readonly string[] {
    this.#lagging = this.#lagging.filter((lag) => lag.freeAtMs > nowMs);
    if (this.#foreign.untilMs !== null && this.#foreign.untilMs <= nowMs) {
      this.#foreign = { slots: 0, untilMs: null };
    }
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
    return admitted;
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

  #fits(weight: number): boolean {
    return this.taken + weight <= this.#plan.concurrent;
  }
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
