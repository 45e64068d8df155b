import type { BoardState } from '../scheduler/board.ts';
import type { Claim, DoneEvent, GrantCommand, NextTurn, Turn } from '../scheduler/conductor-types.ts';
import type { GateNotice } from '../scheduler/gate.ts';
import type { LaneRuns } from '../scheduler/job-queue.ts';

/**
 * What the tabs of one pool say to each other. Plain data, idempotent, durations instead of times. Jobs never
 * travel: only counts do. `docs/architecture.md` has the same table for people.
 */

/** Part of every channel and conductor lock name; slot locks carry none, so that versions share one limit. */
export const PROTOCOL_VERSION = 1;

/** A stretch in which one tab conducts. The higher epoch is the later; on a tie the greater id. */
export interface Term {
  readonly epoch: number;
  readonly conductorId: string;
}

/** What the provider was heard to say of the account's limit, and how long ago. The newest holds. */
export interface LimitReport {
  readonly limit: number;
  readonly ageMs: number;
}

/** A conductor begins its term; everybody with work answers with `demand`. */
export interface HelloMessage {
  readonly type: 'hello';
  readonly term: Term;
}

export interface Demand {
  /** Rises with every demand of this tab, also those inside `done`. */
  readonly number: number;
  /** The latest term the tab knows: `seenGrant` counts within it. */
  readonly term: Term | null;
  readonly lanes: LaneRuns;
  readonly claims: readonly Claim[];
  readonly seenGrant: number;
  readonly limit: number;
  readonly isVisible: boolean;
  /** Answers a `roll-call`: sent from a task that a frozen page does not run. */
  readonly isAnswer: boolean;
  /** What the tab remembers of the term before; `null` once it has heard of this one. */
  readonly memory: DemandMemory | null;
  readonly report: LimitReport | null;
}

export interface DemandMemory {
  readonly gate: GateNotice | null;
  readonly workingLimit: number;
}

export interface DemandMessage {
  readonly type: 'demand';
  readonly from: string;
  readonly demand: Demand;
}

/** Proof of life of the conductor: sent only from a task that a frozen page does not run. */
export interface AckMessage {
  readonly type: 'ack';
  readonly term: Term;
  readonly to: string;
  readonly number: number;
}

export interface GrantMessage extends Omit<GrantCommand, 'tabId'> {
  readonly type: 'grant';
  readonly term: Term;
  readonly to: string;
}

/** To those that hold slots: to whom each of them passes its own on. Replaces what was said before. */
export interface NextMessage {
  readonly type: 'next';
  readonly term: Term;
  readonly turns: readonly NextTurn[];
}

/** A turn that came with the slot of another tab: as good as a grant. */
export interface PassedTurn extends Turn {
  readonly term: Term;
  readonly slots: readonly number[];
}

export interface DoneMessage extends DoneEvent {
  readonly type: 'done';
  readonly from: string;
  readonly passedTo: PassedTurn | null;
  readonly demand: Demand;
}

export interface BoardMessage {
  readonly type: 'board';
  readonly term: Term;
  readonly number: number;
  readonly board: BoardState;
  readonly report: LimitReport | null;
}

/** Whether a tab lives whose slot should have come back long ago. It answers with a `demand`. */
export interface RollCallMessage {
  readonly type: 'roll-call';
  readonly term: Term;
  readonly to: string;
}

/** Somebody waits, and the tab has said that it could do without the slots of this grant. */
export interface ReclaimMessage {
  readonly type: 'reclaim';
  readonly term: Term;
  readonly to: string;
  readonly grant: string;
}

/** The tab lets go of everything. `cutSlots`: where it cut a request short. */
export interface LeaveMessage {
  readonly type: 'leave';
  readonly from: string;
  readonly cutSlots: readonly number[];
}

/** A `due` of the board has passed, in case the conductor's own timer is throttled. */
export interface NudgeMessage {
  readonly type: 'nudge';
  readonly from: string;
  /** Asked by a person (`any`), or by the network coming back: let a probe through now. */
  readonly openGate: 'no' | 'any' | 'offline';
}

/** Asked by a person: what waits in any tab is to be cancelled. */
export interface ClearMessage {
  readonly type: 'clear';
  readonly from: string;
}

export type Message =
  | HelloMessage
  | DemandMessage
  | AckMessage
  | GrantMessage
  | NextMessage
  | DoneMessage
  | BoardMessage
  | RollCallMessage
  | ReclaimMessage
  | LeaveMessage
  | NudgeMessage
  | ClearMessage;

export function isSameTerm(left: Term | null, right: Term | null): boolean {
  return left?.epoch === right?.epoch && left?.conductorId === right?.conductorId;
}

/** Whether `term` comes after `other`. */
export function isLaterTerm(term: Term, other: Term): boolean {
  if (term.epoch !== other.epoch) return term.epoch > other.epoch;
  return term.conductorId > other.conductorId;
}

export function termName(term: Term): string {
  return `${term.epoch}.${term.conductorId}`;
}
