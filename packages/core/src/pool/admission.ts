import type { BoardState } from '../scheduler/board.ts';
import type { GateKind } from '../scheduler/gate.ts';
import type { PoolMode } from './types.ts';

/** Where a tab's slots come from: by itself, or together with the other tabs. */
export interface Admission {
  readonly mode: PoolMode;
  /** Jobs came, left or changed places. Cheap; called for each of them. */
  workChanged(): void;
  readonly role: 'idle' | 'member' | 'conductor';
  /** The name under which this tab stands on the board; `null` while it has no work. */
  readonly tabId: string | null;
  readonly conductorId: string | null;
  /** The pool as last told, with durations counted down to now. */
  board(): BoardState;
  /** Lets one probe through a closed gate. `onlyKind`: only if it is closed for that reason. */
  openGate(onlyKind: GateKind | null): void;
  /** Somebody looks at the pool: hear of the other tabs even without work. Works twice. */
  watch(): void;
  /** The limit this tab was given; the lowest of all tabs holds. */
  setLimit(limit: number): void;
  /** The provider has said what the account allows. */
  reportLimit(limit: number): void;
  /** Tells the other tabs to cancel what waits in them. */
  clearOthers(): void;
  /** Lets go of everything. Works twice. */
  close(): void;
}

/** What an admission tells the pool. */
export interface AdmissionListener {
  /** Something of the snapshot may have changed. */
  poolChanged(): void;
  /** The browser refuses locks here: this tab is on its own. */
  cannotCoordinate(): void;
  /** Another tab was given a lower limit, which holds for all. Told once. */
  limitIsLowerElsewhere(own: number, lower: number): void;
  /** Another tab asks that what waits here be cancelled. */
  clearedHere(): void;
}
