import type { Clock, Undo } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';

export interface WatchdogDependencies {
  readonly clock: Clock;
  readonly random: Random;
  isVisible(): boolean;
  /** Whether jobs wait: only then does the conductor's life matter. */
  isWaiting(): boolean;
  /** Tell the demand again; `asked` is called with its number. */
  ask(): void;
  testChannel(): void;
  stir(): void;
  steal(): void;
}

const CHECK_EVERY_MS = 1000;
const MISSES_BEFORE_STIRRING = 2;
/** About five seconds in a visible tab; a hidden tab's ticks may be a minute apart. */
const MISSES_BEFORE_STEALING = { visible: 5, hidden: 3 };
/**
 * Times as many for a tab that was robbed itself: two tabs must not take the lock from each other in turn, but
 * whoever robbed it may be frozen by now, and nobody else there.
 */
const ROBBED_PATIENCE = 5;
const STEALS_A_MINUTE = 2;
const MINUTE_MS = 60_000;

/**
 * Liveness is the requester's business: while jobs wait, it asks about once a second, and takes the conductor's
 * lock by force when no `ack` comes. Nothing but an `ack` proves life: a frozen page still answers from its
 * message handlers.
 */
export class Watchdog {
  readonly #d: WatchdogDependencies;
  #undo: Undo | null = null;
  #askedNumber = 0;
  #ackedNumber = 0;
  /** The number whose `ack` is due by the next tick; `null`: nothing was asked. */
  #dueNumber: number | null = null;
  #misses = 0;
  #stealsAtMs: number[] = [];
  #mayStealAgainAtMs = -Infinity;
  #wasRobbed = false;

  constructor(dependencies: WatchdogDependencies) {
    this.#d = dependencies;
  }

  start(): void {
    this.stop();
    this.#misses = 0;
    this.#dueNumber = null;
    this.#schedule();
  }

  /** Works twice. */
  stop(): void {
    this.#undo?.();
    this.#undo = null;
  }

  asked(number: number): void {
    this.#askedNumber = number;
  }

  acknowledged(number: number): void {
    this.#ackedNumber = Math.max(this.#ackedNumber, number);
    this.#misses = 0;
  }

  /** Somebody took the lock from this tab by force, and thinks it dead: it is slow to do the same. */
  wasRobbed(): void {
    this.#wasRobbed = true;
  }

  #schedule(): void {
    const spreadMs = CHECK_EVERY_MS * (0.9 + 0.2 * this.#d.random());
    this.#undo = this.#d.clock.setTimer(spreadMs, () => {
      this.#tick();
      if (this.#undo !== null) this.#schedule();
    });
  }

  #tick(): void {
    if (!this.#d.isWaiting()) {
      this.#misses = 0;
      this.#dueNumber = null;
      return;
    }
    if (this.#dueNumber !== null && this.#ackedNumber < this.#dueNumber) this.#missed();
    this.#d.ask();
    this.#dueNumber = this.#askedNumber;
  }

  #missed(): void {
    this.#misses += 1;
    if (this.#misses === MISSES_BEFORE_STIRRING) this.#d.testChannel();
    if (this.#misses >= MISSES_BEFORE_STIRRING) this.#d.stir();
    const needed = this.#d.isVisible() ? MISSES_BEFORE_STEALING.visible : MISSES_BEFORE_STEALING.hidden;
    const patience = this.#wasRobbed ? ROBBED_PATIENCE : 1;
    if (this.#misses >= needed * patience && this.#maySteal()) this.#d.steal();
  }

  #maySteal(): boolean {
    const now = this.#d.clock.now();
    this.#stealsAtMs = this.#stealsAtMs.filter((atMs) => now - atMs < MINUTE_MS);
    if (now < this.#mayStealAgainAtMs) return false;
    if (this.#stealsAtMs.length >= STEALS_A_MINUTE) return false;
    this.#stealsAtMs.push(now);
    this.#mayStealAgainAtMs = now + CHECK_EVERY_MS * 5 * this.#stealsAtMs.length;
    return true;
  }
}
