import type { CuelightError, ErrorCode } from '../errors.ts';
import { isGateKind } from './gate.ts';

/** How many tries of a job may end in each way, until the job fails with the error of the last. */
export interface RetryLimits {
  /**
   * `busy`, `overloaded`, `rate-window`, `not-ready`: nothing ran, so nothing was billed. Tries that did not get as far
   * as the provider (`offline`) are not counted. @default 6
   */
  readonly refused: number;
  /** `transient`: a fault of the provider. @default 2 */
  readonly transient: number;
  /** `ambiguous`, `timeout`, `truncated`: it may have run and been billed. @default 2 */
  readonly ambiguous: number;
  /** A try that fails later than this after the first one is the last, in milliseconds. @default 120,000 */
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
  if (way === 'final' || sinceFirstRefusalMs > limits.withinMs) return { verdict: 'fail' };
  if (way !== 'unsent' && tries[way] >= limits[way]) return { verdict: 'fail' };
  if (isGateKind(error.code)) return { verdict: 'gate' };
  const inMs = Math.max(error.details.retryAfterMs ?? 0, FIRST_DELAY_MS * (1 + chance));
  // Nobody waits a day for a provider that asks for it.
  return sinceFirstRefusalMs + inMs > limits.withinMs ? { verdict: 'fail' } : { verdict: 'later', inMs };
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
    case 'closed':
    case 'cancelled':
      return 'final';
  }
}
