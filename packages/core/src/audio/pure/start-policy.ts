export interface StartPolicyOptions {
  /** Never start with less, unless there is no more: one callback of the audio device and a margin. */
  readonly minimumMs: number;
  /** With this much, start whatever the speed: it covers the usual jitter of a source at about real time. */
  readonly targetMs: number;
  /** Longest wait after the first audio, given the minimum. */
  readonly maximumWaitMs: number;
  /** Collected after the first underrun; each further underrun asks for as much again, up to `maximumRebufferMs`. */
  readonly rebufferMs: number;
  readonly maximumRebufferMs: number;
}

const BALANCED: StartPolicyOptions = {
  minimumMs: 60,
  targetMs: 250,
  maximumWaitMs: 400,
  rebufferMs: 500,
  maximumRebufferMs: 1500,
};

/** Audio so soon after the first was sent together with it: it says nothing about the speed to come. */
const FIRST_BURST_MS = 10;
/** Times real time from which a source may be trusted to stay ahead. */
const SAFE_SPEED = 1.5;

/** `askAgainInMs`: `null` where only more audio, or its end, can change the answer. */
export type StartDecision =
  | { readonly start: true }
  | { readonly start: false; readonly askAgainInMs: number | null };

const START: StartDecision = { start: true };
const WAIT: StartDecision = { start: false, askAgainInMs: null };

/**
 * Decides when a track may start, and go on after it ran dry: as soon as it will not stall. A source that is
 * much faster than real time starts almost at once, one at about real time after a cushion that takes its jitter.
 * Times are monotonic milliseconds, amounts of audio are milliseconds of it.
 */
export class StartPolicy {
  readonly #options: StartPolicyOptions;
  #firstAtMs: number | null = null;
  #afterBurstMs = 0;
  #isEnded = false;
  #underruns = 0;

  constructor(options: StartPolicyOptions = BALANCED) {
    this.#options = options;
  }

  received(audioMs: number, nowMs: number): void {
    this.#firstAtMs ??= nowMs;
    if (nowMs - this.#firstAtMs > FIRST_BURST_MS) this.#afterBurstMs += audioMs;
  }

  ended(): void {
    this.#isEnded = true;
  }

  starved(): void {
    this.#underruns++;
  }

  /** `aheadMs` is what has been received and not been played. */
  decide(aheadMs: number, nowMs: number): StartDecision {
    if (this.#isEnded) return START;
    if (this.#firstAtMs === null) return WAIT;
    const { minimumMs, targetMs, maximumWaitMs, rebufferMs, maximumRebufferMs } = this.#options;
    if (this.#underruns > 0) {
      // The speed measured so far did not hold: only a cushion counts now.
      return aheadMs >= Math.min(rebufferMs * this.#underruns, maximumRebufferMs) ? START : WAIT;
    }
    if (aheadMs < minimumMs) return WAIT;
    if (aheadMs >= targetMs) return START;
    const elapsedMs = nowMs - this.#firstAtMs;
    if (elapsedMs > FIRST_BURST_MS && this.#afterBurstMs >= elapsedMs * SAFE_SPEED) return START;
    const leftMs = maximumWaitMs - elapsedMs;
    return leftMs <= 0 ? START : { start: false, askAgainInMs: leftMs };
  }
}
