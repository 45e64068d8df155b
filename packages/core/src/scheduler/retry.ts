import type { CuelightError, ErrorCode } from '../errors.ts';
import { isGateKind } from './gate.ts';

/** How many tries of a job may end in each way, until the job fails with the error of the last. */
export interface RetryLimits {
  /**
   * `busy`, `overloaded`, `rate-window`, `not-ready`: nothing ran, so nothing was billed. Given up when both are used
   * up, these tries and `withinMs`. Tries that did not get as far as the provider (`offline`) are not counted: there
   * the time decides alone. @default 6
   */
  readonly refused: number;
  /** `transient`: a fault of the provider. @default 2 */
  readonly transient: number;
  /** `ambiguous`, `timeout`, `truncated`: it may have run and been billed. @default 2 */
  readonly ambiguous: number;
  /**
   * For at least so long a job that is refused keeps trying, in milliseconds. A job that failed by itself is given up
   * where the provider asks it to wait longer than that. @default 120,000
   */
  readonly withinMs: number;
}

/** The tries of a job that ended in each way. */
export type FailedTryCounts = Readonly<Record<'refused' | 'transient' | 'ambiguous', number>>;

export const NO_TRIES: FailedTryCounts = { refused: 0, transient: 0, ambiguous: 0 };

export const DEFAULT_RETRY_LIMITS: RetryLimits = {
  refused: 6,
  transient: 2,
  ambiguous: 2,
  withinMs: 120_000,
};

/**
 * `gate`: the whole pool waits, the job keeps its place. `later`: this job alone is tried again after `inMs`.
 * `fail`: the job is over, with its error.
 */
export type RetryDecision =
  | { readonly verdict: 'gate' }
  | { readonly verdict: 'fail' }
  | { readonly verdict: 'later'; readonly inMs: number };

/**
 * The one retry rule of each kind. `tries`: those of the job that ended in each way, this one included. `chance` is from
 * 0 up to 1.
 */
export function decideRetry(
  error: CuelightError,
  tries: FailedTryCounts,
  sinceFirstRefusalMs: number,
  limits: RetryLimits,
  chance: number,
): RetryDecision {
  const way = wayOf(error.code);
  if (way === 'final') return { verdict: 'fail' };
  // What cost nothing has its time too: full jitter may use up any number of tries in seconds.
  const hasTime = (way === 'refused' || way === 'unsent') && sinceFirstRefusalMs < limits.withinMs;
  const hasTries = way !== 'unsent' && tries[way] < limits[way];
  if (!hasTime && !hasTries) return { verdict: 'fail' };
  if (isGateKind(error.code)) return { verdict: 'gate' };
  const inMs = Math.max(error.details.retryAfterMs ?? 0, FIRST_DELAY_MS * (1 + chance));
  // Nobody waits a day for a provider that asks for it.
  return inMs > Math.max(limits.withinMs, 2 * FIRST_DELAY_MS)
    ? { verdict: 'fail' }
    : { verdict: 'later', inMs };
}

/** One try more, which ended with that code. */
export function withTry(tries: FailedTryCounts, code: ErrorCode): FailedTryCounts {
  const way = wayOf(code);
  return way === 'final' || way === 'unsent' ? tries : { ...tries, [way]: tries[way] + 1 };
}

const FIRST_DELAY_MS = 500;

function wayOf(code: ErrorCode): keyof FailedTryCounts | 'unsent' | 'final' {
  switch (code) {
    case 'busy':
    case 'overloaded':
    case 'rate-window':
    case 'not-ready':
      return 'refused';
    case 'offline':
      return 'unsent';
    case 'transient':
      return 'transient';
    case 'ambiguous':
    case 'timeout':
    case 'truncated':
      return 'ambiguous';
    case 'unauthorized':
    case 'out-of-credit':
    case 'invalid':
    case 'invalid-option':
    case 'weight-over-limit':
    case 'queue-full':
    case 'no-audio':
    case 'text-failed':
    case 'not-cached':
    case 'closed':
    case 'cancelled':
      return 'final';
  }
}
