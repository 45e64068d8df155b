import { CuelightError } from '../errors.ts';
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import { isFinalKind, isGateKind, type GateKind } from '../scheduler/gate.ts';
import { decideRetry, NO_TRIES, withTry, type RetryDecision, type RetryLimits } from '../scheduler/retry.ts';
import type { Outcome } from '../scheduler/throttle.ts';
import type { PoolJob } from './job.ts';

const FAIL: RetryDecision = { verdict: 'fail' };
const KEEP_PLACE: RetryDecision = { verdict: 'gate' };

/** What becomes of a job whose try failed: the rules of `scheduler/retry.ts`, with this tab's own history. */
export class FailedTries {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #limits: RetryLimits;
  /** When a job last failed with a kind that stops the pool. */
  readonly #toldAtMs: Map<GateKind, number> = new Map();

  constructor(clock: Clock, random: Random, limits: RetryLimits) {
    this.#clock = clock;
    this.#random = random;
    this.#limits = limits;
  }

  /** Writes the refusal into the job, where it is tried again. */
  decide(job: PoolJob, grantedAtMs: number, error: unknown): RetryDecision {
    if (!CuelightError.is(error) || !isRetryAllowed(job, error)) return FAIL;
    if (this.#isToldAlready(error, grantedAtMs)) return KEEP_PLACE;
    const now = this.#clock.now();
    const { firstAtMs, tries } = job.refused ?? { firstAtMs: now, tries: NO_TRIES };
    job.refused = { reason: error, firstAtMs, tries: withTry(tries, error.code) };
    return decideRetry(error, job.refused.tries, now - firstAtMs, this.#limits, this.#random());
  }

  /**
   * A wrong key or an empty account is one clear error, for the first job that meets it. Those that were in flight
   * with it met the same, and wait with the others until somebody has acted.
   */
  #isToldAlready(error: CuelightError, grantedAtMs: number): boolean {
    if (!isGateKind(error.code) || !isFinalKind(error.code)) return false;
    const toldAtMs = this.#toldAtMs.get(error.code);
    if (toldAtMs !== undefined && grantedAtMs <= toldAtMs) return true;
    this.#toldAtMs.set(error.code, this.#clock.now());
    return false;
  }
}

/** What the caller's function throws is reported as uncaught, and the job is not tried again. */
function isRetryAllowed(job: PoolJob, error: CuelightError): boolean {
  try {
    return job.settings.mayRetry(error);
  } catch (thrown) {
    queueMicrotask(() => {
      throw thrown;
    });
    return false;
  }
}

/** What the pool learns from a failed try. */
export function outcomeOf(error: unknown): Outcome {
  if (!CuelightError.is(error) || !isGateKind(error.code)) return { type: 'failed' };
  const { retryAfterMs } = error.details;
  return { type: 'refused', kind: error.code, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
