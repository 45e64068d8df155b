import type { Clock } from '../platform/clock.ts';
import type { BoardState } from '../scheduler/board.ts';
import type { NamedTimers } from './named-timers.ts';

export interface BoardWriterDependencies {
  readonly clock: Clock;
  readonly timers: Pick<NamedTimers<'board'>, 'clear' | 'has' | 'set'>;
  /** From a later task: whoever was just told to start has asked for its lock by the time the board comes. */
  later(callback: () => void): void;
  isVisible(): boolean;
  board(): BoardState;
  post(board: BoardState, number: number): void;
}

const BOARD_EVERY_MS = 100;

/** When a conductor tells everyone how the pool stands: often enough, and at once what cannot wait. */
export class BoardWriter {
  readonly #d: BoardWriterDependencies;
  #lastNumber = 0;
  #lastAtMs = -Infinity;
  #isPlanned = false;
  #limit: number;
  /** When the others will remind this tab, as the last board has told them. */
  #toldDueAtMs = -Infinity;

  /** `limit`: what the others take it to be before the first board. */
  constructor(limit: number, dependencies: BoardWriterDependencies) {
    this.#limit = limit;
    this.#d = dependencies;
  }

  /** As of the last board. */
  get limit(): number {
    return this.#limit;
  }

  /** Soon, or as soon as the last board is old enough. */
  schedule(dueInMs: number | null): void {
    const { clock, timers } = this.#d;
    const waitMs = this.#lastAtMs + BOARD_EVERY_MS - clock.now();
    if (waitMs <= 0 || this.#mustTell(dueInMs)) this.#plan();
    else if (!timers.has('board')) timers.set('board', waitMs, () => this.write());
  }

  write(): void {
    const { clock, timers } = this.#d;
    timers.clear('board');
    this.#isPlanned = false;
    const board = this.#d.board();
    this.#limit = board.limit;
    this.#lastAtMs = clock.now();
    this.#toldDueAtMs = board.dueInMs === null ? -Infinity : this.#lastAtMs + board.dueInMs;
    this.#d.post(board, (this.#lastNumber += 1));
  }

  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    this.#d.later(() => {
      if (this.#isPlanned) this.write();
    });
  }

  /** Timers of a hidden page are late: the others have to know at once when to remind it. */
  #mustTell(dueInMs: number | null): boolean {
    if (dueInMs === null || this.#d.isVisible()) return false;
    const now = this.#d.clock.now();
    return this.#toldDueAtMs <= now || now + dueInMs < this.#toldDueAtMs - 1;
  }
}
