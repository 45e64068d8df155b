import type { GrantCommand, NextTurn, ReclaimCommand } from '../scheduler/conductor-types.ts';
import type { GrantMessage, Message, Term } from './protocol.ts';
import type { Trace } from './trace.ts';

/** What a conductor decides for its own tab, and the slot locks that its tab kept. */
export interface OwnSlots {
  /** Slots whose locks this tab holds or waits for. */
  keptSlots(): readonly number[];
  releaseKept(except?: ReadonlySet<number>): void;
  releaseKeptSoon(): void;
  grantedToOwn(grant: GrantMessage): void;
  /** Asks for an idle lease of this tab's own. */
  reclaimOwn(grant: string): void;
}

export interface GrantDeliveryDependencies {
  readonly term: Term;
  readonly tabId: string;
  readonly own: OwnSlots;
  readonly trace: Trace;
  post(message: Message): void;
}

/** Brings what the conductor decided to the tabs that it is for: by message, or at once to its own. */
export class GrantDelivery {
  readonly #d: GrantDeliveryDependencies;

  constructor(dependencies: GrantDeliveryDependencies) {
    this.#d = dependencies;
  }

  grant(grants: readonly GrantCommand[]): void {
    const { term, tabId: ownId, own, trace } = this.#d;
    const toOwn = grants.filter(({ tabId }) => tabId === ownId);
    // Give locks back before anybody is told to take them.
    if (toOwn.length < grants.length) own.releaseKept(new Set(toOwn.flatMap(({ slots }) => slots)));
    else own.releaseKeptSoon();
    for (const { tabId, ...grant } of grants) {
      const message: GrantMessage = { type: 'grant', term, to: tabId, ...grant };
      if (tabId !== ownId) {
        this.#d.post(message);
        continue;
      }
      trace.message(message);
      own.grantedToOwn(message);
    }
  }

  /** `null`: as it was said last. */
  next(turns: readonly NextTurn[] | null): void {
    const { term } = this.#d;
    if (turns !== null) this.#d.post({ type: 'next', term, turns });
  }

  reclaim(leases: readonly ReclaimCommand[]): void {
    const { term, tabId: ownId, own } = this.#d;
    for (const { tabId, grant } of leases) {
      if (tabId === ownId) own.reclaimOwn(grant);
      else this.#d.post({ type: 'reclaim', term, to: tabId, grant });
    }
  }
}
