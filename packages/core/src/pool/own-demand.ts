import type { PoolMemory } from './pool-memory.ts';
import type { Demand } from './protocol.ts';
import type { TakenGrants } from './taken-grants.ts';
import type { Workload } from './workload.ts';

export interface OwnDemandDependencies {
  readonly memory: PoolMemory;
  readonly workload: Workload;
  readonly grants: TakenGrants;
  /** The limit this tab was given. */
  limit(): number;
  isVisible(): boolean;
}

/** What this tab tells the conductor of itself. */
export class OwnDemand {
  readonly #d: OwnDemandDependencies;
  #lastNumber = 0;
  /** Something has changed since it was told last. */
  isStale = true;

  constructor(dependencies: OwnDemandDependencies) {
    this.#d = dependencies;
  }

  /** As of now. `isAnswer`: to a roll-call. */
  next(isAnswer = false): Demand {
    const { memory, workload, grants } = this.#d;
    this.isStale = false;
    const limit = this.#d.limit();
    const term = memory.latestTerm;
    return {
      number: (this.#lastNumber += 1),
      term,
      lanes: workload.runs(),
      claims: grants.claims,
      seenGrant: grants.seenOf(term),
      limit,
      isVisible: this.#d.isVisible(),
      isAnswer,
      memory: memory.forDemand(limit),
      report: memory.report,
    };
  }
}
