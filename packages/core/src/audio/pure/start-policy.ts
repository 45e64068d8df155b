import type { Pace } from './pace.ts';

/** Fixed amounts of audio: before a track starts, and before it goes on after it ran dry. */
export interface FixedStart {
  readonly startMs: number;
  readonly rebufferMs: number;
}

export type StartRule = 'adaptive' | FixedStart;

/** Never start with less, unless there is no more: a callback of the audio device, and a busy page. */
const MINIMUM_MS = 40;
/** Audio so soon after the first was sent together with it: it says nothing about the speed to come. */
const FIRST_BURST_MS = 10;
/** A source that begins with so much is trusted. */
const TRUSTED_BURST_MS = 100;
/** Times real time from which a source may be trusted to stay ahead. */
const SAFE_SPEED = 1.5;
/** With so much, start whatever the speed: it covers the usual jitter of a source at about real time. */
const TARGET_MS = 250;
/** Longest wait after the first audio, given the minimum. */
const LONGEST_WAIT_MS = 400;
/** Times real time under which a source will run dry again and again; known after a while only. */
const SLOW_SPEED = 0.95;
const SPEED_KNOWN_AFTER_MS = 250;
/** `askAgainInMs`: `null` where only more audio, or its end, can change the answer. */
export type StartDecision =
  | { readonly start: true }
  | { readonly start: false; readonly askAgainInMs: number | null };

const START: StartDecision = { start: true };
const WAIT: StartDecision = { start: false, askAgainInMs: null };

/**
 * Decides when a track may start, and go on after it ran dry. The adaptive rule starts as soon as it will not stall: at
 * once where a source begins with a lot or is much faster than real time, after a cushion where it is not; and where the
 * pace of an endpoint is known, after the delay that would have been best for its last tracks. After an underrun it goes
 * on almost at once, for waiting would only make the silence longer; but a source slower than real time would run dry
 * again with each of its pieces, so there it collects as much as before the start: what that costs at the end is no more
 * than what the start was later.
 *
 * Its numbers were chosen on the traces of `test/audio/start-policy-traces.test.ts`. Times are monotonic milliseconds,
 * amounts of audio are milliseconds of it.
 */
export class StartPolicy {
  readonly #rule: StartRule;
  readonly #pace: Pace;
  readonly #bestDelayMs: number | null;
  #firstAtMs: number | null = null;
  #lastAtMs = 0;
  #longestGapMs = 0;
  #burstMs = 0;
  #afterBurstMs = 0;
  #neededDelayMs = 0;
  #isEnded = false;
  #underruns = 0;
  #isSlow = false;

  constructor(rule: StartRule, pace: Pace) {
    this.#rule = rule;
    this.#pace = pace;
    this.#bestDelayMs = pace.delayMs;
  }

  received(audioMs: number, nowMs: number): void {
    this.#longestGapMs = Math.max(
      this.#longestGapMs,
      nowMs - (this.#firstAtMs === null ? nowMs : this.#lastAtMs),
    );
    this.#firstAtMs ??= nowMs;
    this.#lastAtMs = nowMs;
    const elapsedMs = nowMs - this.#firstAtMs;
    this.#neededDelayMs = Math.max(this.#neededDelayMs, elapsedMs - this.#burstMs - this.#afterBurstMs);
    if (elapsedMs > FIRST_BURST_MS) this.#afterBurstMs += audioMs;
    else this.#burstMs += audioMs;
  }

  ended(): void {
    if (this.#firstAtMs !== null && !this.#isEnded) this.#pace.note(this.#neededDelayMs);
    this.#isEnded = true;
  }

  starved(): void {
    this.#underruns++;
    // Of the time before this, without the longest gap so far: a single stall does not make a source slow.
    const elapsedMs = this.#lastAtMs - (this.#firstAtMs ?? 0) - this.#longestGapMs;
    this.#isSlow = elapsedMs >= SPEED_KNOWN_AFTER_MS && this.#afterBurstMs < elapsedMs * SLOW_SPEED;
  }

  /** `aheadMs` is what has been received and not been played. */
  decide(aheadMs: number, nowMs: number): StartDecision {
    if (this.#isEnded) return START;
    if (this.#firstAtMs === null) return WAIT;
    if (this.#rule !== 'adaptive') {
      return aheadMs >= (this.#underruns > 0 ? this.#rule.rebufferMs : this.#rule.startMs) ? START : WAIT;
    }
    if (this.#underruns > 0) return aheadMs >= this.#rebufferMs ? START : WAIT;
    if (aheadMs < MINIMUM_MS) return WAIT;
    const elapsedMs = nowMs - this.#firstAtMs;
    if (
      this.#bestDelayMs === null
        ? this.#looksSafe(aheadMs, elapsedMs)
        : aheadMs >= this.#bestDelayMs + MINIMUM_MS
    ) {
      return START;
    }
    const leftMs = (this.#bestDelayMs ?? LONGEST_WAIT_MS) - elapsedMs;
    return leftMs <= 0 ? START : { start: false, askAgainInMs: leftMs };
  }

  #looksSafe(aheadMs: number, elapsedMs: number): boolean {
    if (elapsedMs <= FIRST_BURST_MS) return this.#burstMs >= TRUSTED_BURST_MS;
    return aheadMs >= TARGET_MS || this.#afterBurstMs >= elapsedMs * SAFE_SPEED;
  }

  get #rebufferMs(): number {
    return this.#isSlow ? TARGET_MS : Math.min(MINIMUM_MS * 2 ** (this.#underruns - 1), TARGET_MS);
  }
}
