import type { Undo } from '../../platform/clock.ts';
import type { Lifecycle } from '../../platform/lifecycle.ts';
import type { HeldLock, LockRequest, Locks } from '../../platform/locks.ts';

export type WhenOthersSpeak = 'pause' | 'wait';

export interface TurnListener {
  /** `isMine` or `isWaiting` has changed. */
  changed(): void;
  /** Another has begun to speak: whoever had the turn is to pause, and has to want it anew. */
  silenced(): void;
}

/** Of all who share it, one at a time may speak. */
export interface Turn {
  readonly isMine: boolean;
  /** Others speak, and it comes after them. */
  readonly isWaiting: boolean;
  /** Whether there is something to say. */
  want(isWanted: boolean): void;
  /** Nothing is held, asked for or listened to afterwards. Works twice. */
  close(): void;
}

/** Of whoever speaks whatever the others do. */
export const freeTurn: Turn = { isMine: true, isWaiting: false, want: () => {}, close: () => {} };

export interface SpeakingTurnParts {
  /** Loaded when the turn is first wanted. */
  readonly locks: () => Promise<Pick<Locks, 'request'>>;
  readonly lifecycle: Lifecycle;
  /** `pause`: who begins to speak silences the others. `wait`: who would speak lets the others end. */
  readonly whenOthersSpeak: WhenOthersSpeak;
}

const LOCK_NAME = 'cuelight:voice';

/** A turn that is held by a lock: the browser takes it from a tab that dies. Nothing is held while nothing is wanted. */
export class SpeakingTurn implements Turn {
  readonly #parts: SpeakingTurnParts;
  readonly #listener: TurnListener;
  #held: HeldLock | null = null;
  #asking: AbortController | null = null;
  #isWanted = false;
  #isWaiting = false;
  #undoLifecycle: Undo | null = null;

  constructor(parts: SpeakingTurnParts, listener: TurnListener) {
    this.#parts = parts;
    this.#listener = listener;
  }

  get isMine(): boolean {
    return this.#held !== null;
  }

  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  want(isWanted: boolean): void {
    if (this.#isWanted === isWanted) return;
    this.#isWanted = isWanted;
    this.#undoLifecycle?.();
    this.#undoLifecycle = null;
    if (!isWanted) return this.#letGo();
    this.#undoLifecycle = this.#parts.lifecycle.subscribe((event) => {
      // A frozen or cached page would keep the others silent for as long as it sleeps.
      if (event === 'leave') this.#leave();
      // And must not break into what they have begun meanwhile.
      else if (event === 'return' && this.#asking === null && !this.isMine) this.#ask(false);
    });
    this.#ask(this.#parts.whenOthersSpeak === 'pause');
  }

  close(): void {
    this.want(false);
  }

  #leave(): void {
    this.#letGo();
    this.#listener.changed();
  }

  #letGo(): void {
    const held = this.#held;
    this.#held = null;
    this.#isWaiting = false;
    held?.release();
    this.#asking?.abort();
    this.#asking = null;
  }

  #ask(isUrgent: boolean): void {
    const asking = new AbortController();
    this.#asking = asking;
    this.#take(isUrgent, asking.signal).catch(() => this.#keep(NO_LOCK, asking.signal));
  }

  async #take(isUrgent: boolean, signal: AbortSignal): Promise<void> {
    const locks = await this.#parts.locks();
    const request = (how: LockRequest): Promise<HeldLock | null> | null =>
      signal.aborted ? null : locks.request(LOCK_NAME, how);
    const first = await request({ how: isUrgent ? 'steal' : 'if-available' });
    if (first !== null || isUrgent) return this.#keep(first ?? NO_LOCK, signal);
    if (signal.aborted) return;
    if (this.#parts.whenOthersSpeak === 'pause') return this.#beSilenced();
    this.#isWaiting = true;
    this.#listener.changed();
    return this.#keep((await request({ how: 'wait', signal })) ?? NO_LOCK, signal);
  }

  async #keep(held: HeldLock, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return held.release();
    this.#asking = null;
    this.#isWaiting = false;
    this.#held = held;
    this.#listener.changed();
    await held.ended;
    if (this.#held !== held) return;
    // Somebody else took it.
    this.#held = null;
    if (this.#parts.whenOthersSpeak === 'pause') return this.#beSilenced();
    this.#ask(false);
    this.#listener.changed();
  }

  #beSilenced(): void {
    this.want(false);
    this.#listener.silenced();
  }
}

/** Where locks fail it is better that two speak than none. */
const NO_LOCK: HeldLock = { release: () => {}, ended: new Promise(() => {}) };
