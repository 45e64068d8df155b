import type { GateNotice } from './gate.ts';
import type { Lane } from './lane.ts';
import type { ServiceMeasure } from './service-rate.ts';

export interface BoardTab {
  readonly id: string;
  readonly isVisible: boolean;
  readonly served: number;
  readonly waiting: Readonly<Record<Lane, number>>;
  readonly ranks: Readonly<Record<Lane, number>>;
  readonly slots: readonly number[];
  readonly hasMixedWeights: boolean;
}

/** The state of the pool, as every tab is told it. Durations, no times. */
export interface BoardState {
  readonly limit: number;
  readonly workingLimit: number;
  readonly inUse: number;
  readonly dirty: readonly (readonly [slot: number, leftMs: number])[];
  readonly gate: GateNotice | null;
  /** Milliseconds until the conductor has something to do by itself. */
  readonly dueInMs: number | null;
  readonly service: ServiceMeasure | null;
  /** In the order of their turns, where they were served alike. */
  readonly tabs: readonly BoardTab[];
}

/** Nobody has work. */
export function emptyBoard(limit: number, workingLimit: number): BoardState {
  return {
    limit,
    workingLimit,
    inUse: 0,
    dirty: [],
    gate: null,
    dueInMs: null,
    service: null,
    tabs: [],
  };
}
