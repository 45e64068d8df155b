import type { Lane } from './lane.ts';
import type { TabDemand } from './tab-ledger.ts';
import type { Outcome } from './throttle.ts';
import type { TurnOptions } from './turn-order.ts';

export interface ConductorOptions extends TurnOptions {
  readonly limit: number;
  /** Where the search for the account's limit begins, up to `limit`; `null` or absent: it is `limit`. */
  readonly startAt?: number | null;
  /** How long a slot rests after its request was cut, in milliseconds. */
  readonly releaseLagMs: number;
  /** No request lasts longer, in milliseconds: a tab that holds a slot for so long has to say that it lives. */
  readonly leaseMs: number;
}

/** A grant that its tab has taken up and not ended, of whatever term. */
export interface Claim {
  readonly grant: string;
  readonly slots: readonly number[];
  /** Held by hand, and could be done without. */
  readonly isIdle: boolean;
  /** It went out through a closed gate: whoever conducts next has to know that no other may. */
  readonly isProbe: boolean;
}

/** An idle lease that its holder is to be asked for. */
export interface ReclaimCommand {
  readonly tabId: string;
  readonly grant: string;
}

export interface DemandEvent extends TabDemand {
  readonly limit: number;
  /** Every grant, of any term, that the tab has taken up and not ended. */
  readonly claims: readonly Claim[];
}

/** A turn that a tab passes on together with its slot, as the conductor has told it. */
export interface Turn {
  readonly to: string;
  /** Names the grant over all terms. */
  readonly grant: string;
  readonly lane: Lane;
}

export interface NextTurn extends Turn {
  /** The grant that has to end well first: its slot it is. */
  readonly after: string;
}

export interface DoneEvent {
  readonly grant: string;
  readonly outcome: Outcome;
  readonly durationMs: number;
  readonly units: number;
}

export interface GrantCommand {
  readonly tabId: string;
  /** Names the grant over all terms. */
  readonly grant: string;
  /** Rises within a term. */
  readonly grantId: number;
  readonly lane: Lane;
  readonly slots: readonly number[];
  /** Those of them whose owner was written off: their locks are taken by force. */
  readonly steal: readonly number[];
  /** The one that may go out through a closed gate. */
  readonly isProbe: boolean;
}
