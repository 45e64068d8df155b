import type { LockRequest } from '../../platform/locks.ts';
import type { Message } from '../../pool/protocol.ts';
import type { Page, RunEnd, SimulatedJob } from './page.ts';
import type { SimulationEvent } from './schedule.ts';

/** Watches a simulated world and speaks up when a rule is broken. */
export interface Invariant {
  added?(job: SimulatedJob): void;
  started?(job: SimulatedJob): void;
  /** Its request is cut short, because the page or the pool goes. */
  cut?(job: SimulatedJob): void;
  ended?(job: SimulatedJob, end: RunEnd): void;
  settled?(job: SimulatedJob): void;
  /** The page is the conductor from now on, whether or not it has said so. */
  conducts?(page: Page): void;
  posted?(message: Message, page: Page): void;
  heard?(message: Message, page: Page): void;
  asksForSlot?(lockName: string, page: Page, how: LockRequest['how']): void;
  stealsConductor?(lockName: string, page: Page): void;
  /** The page is gone: closed, crashed, discarded or evicted. */
  gone?(page: Page): void;
  /** The network is back, and the page was told. */
  cameOnline?(page: Page): void;
  /** Something happened to the world that is not a job of its own accord. */
  happened?(event: SimulationEvent): void;
  /** Everything that one appointment of the clock set off has come to rest. */
  stepped?(): void;
  /** The world has calmed down, every job is settled, and nothing happened for a while. */
  idle?(): void;
  /** Every pool is closed. */
  closed?(): void;
}

export class Violation extends Error {
  override readonly name = 'Violation';
  readonly rule: string;
  readonly atMs: number;

  constructor(rule: string, what: string, atMs: number) {
    super(`[${rule}] after ${atMs.toFixed(1)} ms: ${what}`);
    this.rule = rule;
    this.atMs = atMs;
  }
}
