import type { CuelightError } from '../errors.ts';
import type { ClipOrigin } from './clip-source.ts';
import type { SayRetryLimits } from './say-options.ts';

/** The requests of one utterance: how many were sent, and which of them again. */
export class RetryBook {
  readonly limits: SayRetryLimits;
  /** Requests sent, over all segments. */
  attempts = 0;
  /** Takes that began, those of the cache too, for which nothing was sent. */
  takes = 0;
  /** Those of them that were sent again although the one before may have been billed. */
  mayBeBilledAgain = 0;

  constructor(limits: SayRetryLimits) {
    this.limits = limits;
  }
}

/** The takes of one segment. Time comes in with what happens. */
export class SegmentTries {
  readonly #book: RetryBook;
  #takes = 0;
  #firstFailureAtMs: number | null = null;
  /** Whether the take that was last under way may have been billed. */
  #mayBeBilled = false;

  constructor(book: RetryBook) {
    this.#book = book;
  }

  began(origin: ClipOrigin): void {
    this.#book.takes += 1;
    if (origin !== 'network') return;
    this.#takes += 1;
    this.#book.attempts += 1;
    if (this.#mayBeBilled) this.#book.mayBeBilledAgain += 1;
    // Unless it is said to have failed for nothing: a page that goes away takes its requests with it unheard.
    this.#mayBeBilled = true;
  }

  /** Whether what failed may be sent again. `hasAudio`: some of that take had come. */
  mayRetry(error: CuelightError, hasAudio: boolean, nowMs: number): boolean {
    const { limits, mayBeBilledAgain } = this.#book;
    this.#firstFailureAtMs ??= nowMs;
    this.#mayBeBilled = hasAudio || MAY_BE_BILLED.has(error.code);
    if (this.#takes >= limits.attempts || nowMs - this.#firstFailureAtMs > limits.withinMs) return false;
    return !this.#mayBeBilled || mayBeBilledAgain < limits.billedAgain;
  }
}

/** The provider may have done its work all the same. */
const MAY_BE_BILLED: ReadonlySet<CuelightError['code']> = new Set<CuelightError['code']>([
  'ambiguous',
  'timeout',
  'truncated',
]);
