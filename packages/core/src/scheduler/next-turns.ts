import type { NextTurn } from './conductor-types.ts';
import type { Candidate } from './turns.ts';

/** Of turns that end before they are known to have been passed on, so many are remembered. */
const ENDED_KEPT = 100;

/**
 * What a conductor has told the tabs that hold slots: to whom each of them passes its slot on, when its request has
 * ended well. So the next request starts one message later and not two; and since the holder decides at one moment,
 * nobody else can be given the slot. Pure.
 */
export class NextTurns {
  /** By the grant that has to end, in the order in which they are expected to. */
  #told: ReadonlyMap<string, NextTurn> = new Map();
  /** How often a holder was expected to end before another, and did not. */
  #late: ReadonlyMap<string, number> = new Map();
  readonly #ended: Set<string> = new Set();

  /** First whoever is expected to end first: the oldest, but for those that others have outrun. */
  expected(oldestFirst: readonly string[]): readonly string[] {
    this.#late = new Map(oldestFirst.map((holder) => [holder, this.#late.get(holder) ?? 0]));
    return oldestFirst.toSorted((left, right) => this.#lateness(left) - this.#lateness(right));
  }

  /**
   * `turns`: one for each of `holders`, in order; `null`: none, the conductor has to be asked. Gives what is to be told, or
   * `null` where nothing has changed.
   */
  plan(
    holders: readonly string[],
    turns: readonly (Candidate | null)[],
    newName: () => string,
  ): readonly NextTurn[] | null {
    const told = this.#told;
    const planned = new Map<string, NextTurn>();
    holders.forEach((after, index) => {
      const turn = turns[index] ?? null;
      if (turn === null) return;
      const { tab, lane } = turn;
      const before = told.get(after);
      const isSame = before?.to === tab.id && before.lane === lane;
      planned.set(after, isSame ? before : { after, to: tab.id, grant: newName(), lane });
    });
    this.#told = planned;
    const all = [...planned.values()];
    const isAsTold = told.size === planned.size && all.every((turn) => told.get(turn.after) === turn);
    return isAsTold ? null : all;
  }

  /** A grant has ended. */
  ended(grant: string): void {
    if (!this.#told.has(grant)) return;
    const late = new Map(this.#late);
    for (const holder of this.#told.keys()) {
      if (holder === grant) break;
      late.set(holder, this.#lateness(holder) + 1);
    }
    this.#late = late;
  }

  /** A grant has ended that was not known. */
  endedUnknown(grant: string): void {
    this.#ended.add(grant);
    const [oldest] = this.#ended;
    if (this.#ended.size > ENDED_KEPT && oldest !== undefined) this.#ended.delete(oldest);
  }

  /** Messages of two tabs may overtake each other: that a turn has ended may be heard before that it was passed on. */
  hasEnded(grant: string): boolean {
    return this.#ended.delete(grant);
  }

  #lateness(holder: string): number {
    return this.#late.get(holder) ?? 0;
  }
}
