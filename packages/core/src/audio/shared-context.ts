import { CuelightError } from '../errors.ts';
import type { Undo } from '../platform/clock.ts';
import type { AudioAccess, AudioClock } from './engine.ts';

/**
 * How long a context may take to start before it counts as blocked: browsers do not say that they want a
 * gesture, the context just stays suspended. Opening a device takes tens of milliseconds.
 */
const STARTING_MS = 300;

/**
 * The AudioContexts of the page, one for each sample rate: a context at the rate of its source plays samples
 * as they are, and each one costs a stream of the audio device.
 */
const openContexts = new Map<number, SharedContext>();

/** A share in the context of this rate, made when it is the first. */
export interface ContextLease {
  readonly context: AudioContext;
  access(): AudioAccess;
  /** Resumes the context. Resolves to whether it runs; never rejects. */
  unlock(): Promise<boolean>;
  /** Gives the share back, which closes the context when it was the last. Works twice. */
  release(): void;
}

export interface ContextListener {
  accessChanged(): void;
  /** Somebody else closed the context, or the browser did. */
  closed(): void;
}

/** @throws CuelightError `no-audio` where there is no AudioContext, or none of this rate. */
export function leaseContext(
  sampleRateHz: number,
  clock: AudioClock,
  listener: ContextListener,
): ContextLease {
  let shared = openContexts.get(sampleRateHz);
  if (shared === undefined) {
    shared = new SharedContext(createContext(sampleRateHz), clock);
    openContexts.set(sampleRateHz, shared);
  }
  return shared.lease(listener);
}

class SharedContext {
  readonly #context: AudioContext;
  readonly #clock: AudioClock;
  readonly #listeners = new Set<ContextListener>();
  #isStarting = true;
  #undoStarting: Undo;

  constructor(context: AudioContext, clock: AudioClock) {
    this.#context = context;
    this.#clock = clock;
    this.#undoStarting = this.#wait(() => this.#settle());
    context.addEventListener('statechange', this.#onStateChange);
    this.#resume();
  }

  lease(listener: ContextListener): ContextLease {
    // One entry for each lease, also where a listener is used twice.
    const entry: ContextListener = {
      accessChanged: () => listener.accessChanged(),
      closed: () => listener.closed(),
    };
    this.#listeners.add(entry);
    return {
      context: this.#context,
      access: () => this.#access(),
      unlock: () => this.#unlock(),
      release: () => {
        if (this.#listeners.delete(entry) && this.#listeners.size === 0) this.#close();
      },
    };
  }

  #access(): AudioAccess {
    if (this.#context.state === 'running') return 'running';
    return this.#isStarting ? 'starting' : 'blocked';
  }

  readonly #onStateChange = (): void => {
    if (this.#context.state === 'closed') {
      this.#close();
      for (const listener of this.#listeners) listener.closed();
      return;
    }
    this.#settle();
  };

  /** From now on a context that does not run is blocked. */
  #settle(): void {
    this.#undoStarting();
    this.#isStarting = false;
    for (const listener of this.#listeners) listener.accessChanged();
  }

  #unlock(): Promise<boolean> {
    // Nothing may come before this: the gesture lasts for the current task only.
    this.#resume();
    if (this.#context.state === 'running') return Promise.resolve(true);
    return new Promise((resolve) => {
      const answer = (): void => {
        undo();
        this.#context.removeEventListener('statechange', answer);
        resolve(this.#context.state === 'running');
      };
      const undo = this.#wait(answer);
      this.#context.addEventListener('statechange', answer);
    });
  }

  #resume(): void {
    // It rejects when the context is closed, and stays pending while a gesture is missing: the state says both.
    this.#context.resume().catch(() => undefined);
  }

  #wait(callback: () => void): Undo {
    return this.#clock.setTimer(STARTING_MS, callback);
  }

  #close(): void {
    this.#undoStarting();
    this.#context.removeEventListener('statechange', this.#onStateChange);
    if (openContexts.get(this.#context.sampleRate) === this) openContexts.delete(this.#context.sampleRate);
    // It rejects when the context is closed already.
    this.#context.close().catch(() => undefined);
  }
}

function createContext(sampleRateHz: number): AudioContext {
  const doing = `play audio of ${sampleRateHz} Hz`;
  if (typeof AudioContext === 'undefined') {
    throw new CuelightError('no-audio', { doing, because: 'there is no AudioContext here' });
  }
  let context: AudioContext;
  try {
    context = new AudioContext({ sampleRate: sampleRateHz });
  } catch (cause) {
    throw new CuelightError('no-audio', { doing, because: 'the browser made no AudioContext for it', cause });
  }
  if (context.sampleRate === sampleRateHz) return context;
  context.close().catch(() => undefined);
  throw new CuelightError('no-audio', {
    doing,
    because: `the browser's AudioContext runs at ${context.sampleRate} Hz instead`,
    advice: 'Ask the provider for audio of that rate.',
  });
}
