import type { CuelightError, ErrorCode } from '../errors.ts';
import { isGateKind } from './gate.ts';

/** How often a job is tried, in all, by the kind of its last refusal or failure. */
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
 * The one retry rule of each kind. `attempts`: how many times the job has got as far as the provider. `chance` is from
 * 0 up to 1.
 */
export function decideRetry(
  error: CuelightError,
  attempts: number,
  sinceFirstRefusalMs: number,
  limits: RetryLimits,
  chance: number,
): RetryDecision {
  if (sinceFirstRefusalMs > limits.withinMs || attempts >= attemptsFor(error.code, limits))
    return { verdict: 'fail' };
  if (isGateKind(error.code)) return { verdict: 'gate' };
  const inMs = Math.max(error.details.retryAfterMs ?? 0, FIRST_DELAY_MS * (1 + chance));
  // Nobody waits a day for a provider that asks for it.
  return sinceFirstRefusalMs + inMs > limits.withinMs ? { verdict: 'fail' } : { verdict: 'later', inMs };
}

const FIRST_DELAY_MS = 500;

function attemptsFor(code: ErrorCode, limits: RetryLimits): number {
  switch (code) {
    case 'busy':
    case 'overloaded':
    case 'rate-window':
    case 'offline':
    case 'not-ready':
      return limits.refused;
    case 'transient':
      return limits.transient;
    case 'ambiguous':
    case 'timeout':
    case 'truncated':
      return limits.ambiguous;
    case 'unauthorized':
    case 'out-of-credit':
    case 'invalid':
    case 'invalid-option':
    case 'weight-over-limit':
    case 'queue-full':
    case 'no-audio':
    case 'closed':
    case 'cancelled':
      return 0;
  }
}
