import type { NextTurn } from '../scheduler/conductor-types.ts';
import { isSameTerm, type NextMessage, type PassedTurn, type Term } from './protocol.ts';

/** Turns passed on to this tab of which it remembers that it has taken them up. */
const TAKEN_KEPT = 100;

/** To whom this tab passes its slots on, as the conductor has said last, and what was passed on to it. */
export class PassingOn {
  #term: Term | null = null;
  #turns: readonly NextTurn[] = [];
  readonly #taken: Set<string> = new Set();

  heard({ term, turns }: NextMessage): void {
    this.#term = term;
    this.#turns = turns;
  }

  /** Who has the turn after a grant of this tab. `null`: the conductor has to be asked. `term`: in which slots may be passed on. */
  after(grant: string, slots: readonly number[], term: Term | null): PassedTurn | null {
    if (this.#term === null || !isSameTerm(this.#term, term)) return null;
    const turn = this.#turns.find(({ after }) => after === grant);
    if (turn === undefined) return null;
    return { term: this.#term, to: turn.to, grant: turn.grant, lane: turn.lane, slots };
  }

  /** Whether a turn that was passed on to this tab is news. A message may come twice. */
  isNew(grant: string): boolean {
    if (this.#taken.has(grant)) return false;
    this.#taken.add(grant);
    const [oldest] = this.#taken;
    if (this.#taken.size > TAKEN_KEPT && oldest !== undefined) this.#taken.delete(oldest);
    return true;
  }
}
