import type { Undo } from '../platform/clock.ts';
import type { Lifecycle } from '../platform/lifecycle.ts';
import type { AudioAccess, AudioClock } from './engine.ts';

/**
 * How long a context may take to start before it counts as blocked: browsers do not say that they want a
 * gesture, the context just stays suspended. Opening a device takes tens of milliseconds.
 */
const STARTING_MS = 300;
/** Without anything to play for so long, the device is let go. Opening it again takes a few milliseconds. */
const IDLE_MS = 10_000;
const WATCH_MS = 1000;
/** So many looks must find the clock where it was: one may fall between two of its steps. */
const SUSPICIOUS_LOOKS = 2;
/** A device that is unplugged or exchanged shows in these, where the browser has them. */
const EVENTS = ['statechange', 'sinkchange', 'error'];

/** The part of the page that a context needs. */
export interface ContextHost {
  readonly clock: AudioClock;
  readonly lifecycle: Lifecycle;
}

export interface ContextLifeListener {
  accessChanged(): void;
  /** Somebody closed the context, or its clock stands still. */
  lost(): void;
}

/**
 * Keeps a context running while there is something to play, and lets it sleep when there has been nothing for a
 * while: what is rendered stands still then, and goes on from there.
 */
export class ContextLife {
  readonly #context: AudioContext;
  readonly #clock: AudioClock;
  readonly #listener: ContextLifeListener;
  readonly #undoEvents: Undo;
  /** Whether it is to run. */
  #isAwake = false;
  /** Whether it may still be on its way to run. */
  #isStarting = false;
  #isBusy = false;
  /** It ran, and was put to sleep by us: it may run again. */
  #hasRested = false;
  #undoStarting: Undo | null = null;
  /** Of the watch while busy, of the time to sleep while not. */
  #undoTimer: Undo | null = null;

  constructor(context: AudioContext, { clock, lifecycle }: ContextHost, listener: ContextLifeListener) {
    this.#context = context;
    this.#clock = clock;
    this.#listener = listener;
    const look = (): void => this.#look();
    for (const name of EVENTS) context.addEventListener(name, look);
    const undoLifecycle = lifecycle.subscribe((event) => {
      // A call or a locked screen has taken the device away, and the page is looked at again.
      if ((event === 'visible' || event === 'return') && this.#isAwake) this.#resume();
    });
    this.#undoEvents = () => {
      undoLifecycle();
      for (const name of EVENTS) context.removeEventListener(name, look);
    };
    this.#wake();
  }

  get access(): AudioAccess {
    if (this.#context.state === 'running') return 'running';
    if (this.#isAwake && !this.#isStarting) return 'blocked';
    return this.#hasRested ? 'waking' : 'starting';
  }

  setBusy(isBusy: boolean): void {
    if (this.#isBusy === isBusy) return;
    this.#isBusy = isBusy;
    this.#wake();
  }

  /** Resumes the context in a gesture. Resolves to whether it runs; never rejects. */
  unlock(): Promise<boolean> {
    const context = this.#context;
    // Nothing may come before this: the gesture lasts for the current task only.
    this.#wake();
    // Older iPhones open the device only for a sound that starts in the gesture.
    const buffer = new AudioBuffer({ length: 1, sampleRate: context.sampleRate });
    const silence = new AudioBufferSourceNode(context, { buffer });
    silence.connect(context.destination);
    silence.start();
    if (context.state === 'running') return Promise.resolve(true);
    return new Promise((resolve) => {
      const answer = (): void => {
        undo();
        context.removeEventListener('statechange', look);
        resolve(context.state === 'running');
      };
      const look = (): void => {
        if (context.state !== 'suspended') answer();
      };
      const undo = this.#clock.setTimer(STARTING_MS, answer);
      context.addEventListener('statechange', look);
    });
  }

  /** Puts the context to sleep and lets go of it. */
  end(): void {
    this.#sleep();
    this.#undoEvents();
  }

  #look(): void {
    const { state } = this.#context;
    if (state === 'closed') this.#listener.lost();
    else if (this.#isAwake && !(state === 'suspended' && this.#isStarting)) this.#settle();
  }

  /** From now on a context that does not run is blocked. */
  #settle(): void {
    this.#undoStarting?.();
    this.#isStarting = false;
    if (!this.#isBusy) this.#rest();
    this.#listener.accessChanged();
  }

  #wake(): void {
    this.#resume();
    if (!this.#isAwake) {
      this.#isAwake = true;
      this.#isStarting = true;
      this.#undoStarting = this.#clock.setTimer(STARTING_MS, () => this.#settle());
    }
    if (!this.#isBusy) return this.#rest();
    this.#undoTimer?.();
    this.#watch();
  }

  /** To fall asleep, unless there is something to play by then. */
  #rest(): void {
    this.#undoTimer?.();
    this.#undoTimer = this.#clock.setTimer(IDLE_MS, () => this.#doze());
  }

  /** Some contexts say that they run while their clock stands still, after a call or a change of device. */
  #watch(lastSeconds: number = -1, lastLooks: number = 0): void {
    this.#undoTimer = this.#clock.setTimer(WATCH_MS, () => {
      const { currentTime, state } = this.#context;
      const looks = state === 'running' && currentTime === lastSeconds ? lastLooks + 1 : 0;
      if (looks === SUSPICIOUS_LOOKS) this.#listener.lost();
      else this.#watch(currentTime, looks);
    });
  }

  /** One that is blocked has no device to let go of, and must still be seen to be blocked. */
  #doze(): void {
    if (this.#context.state !== 'running') return;
    this.#hasRested = true;
    this.#sleep();
  }

  #sleep(): void {
    this.#isAwake = false;
    this.#undoStarting?.();
    this.#undoTimer?.();
    // It rejects when the context is closed.
    this.#context.suspend().catch(() => undefined);
  }

  #resume(): void {
    // It rejects when the context is closed, and stays pending while a gesture is missing: the state says both.
    this.#context.resume().catch(() => undefined);
  }
}
