import { createContext } from './create-context.ts';
import { ContextLife, type ContextHost } from './context-life.ts';
import type { AudioAccess } from './engine.ts';

/** Contexts that nobody uses are kept asleep, to be used again; the oldest beyond these are closed. */
const MOST_UNUSED = 3;

/**
 * The AudioContexts of the page, one for each sample rate: a context at the rate of its source plays samples
 * as they are, and each one costs a stream of the audio device while it runs. One that the browser runs at another
 * rate is entered under both.
 */
const openContexts = new Map<number, SharedContext>();

/** A share in the context of a rate. */
export interface ContextLease {
  readonly context: AudioContext;
  access(): AudioAccess;
  /** Says whether there is anything to play. While nobody has, the context falls asleep after a while. */
  setBusy(isBusy: boolean): void;
  /** Resumes the context. Resolves to whether it runs; never rejects. */
  unlock(): Promise<boolean>;
  /** Gives the share back, which puts the context to sleep when it was the last. Works twice. */
  release(): void;
}

export interface ContextListener {
  accessChanged(): void;
  /** The context is of no more use: somebody closed it, or its clock stands still. */
  lost(): void;
}

/**
 * A share in the page's context of about this rate: look at `context.sampleRate`.
 * @throws CuelightError `no-audio` where there is no AudioContext.
 */
export function leaseContext(
  sampleRateHz: number,
  host: ContextHost,
  listener: ContextListener,
): ContextLease {
  const known = openContexts.get(sampleRateHz);
  if (known?.isClosed === false) return known.lease(host, listener);
  const context = createContext(sampleRateHz);
  let shared = openContexts.get(context.sampleRate);
  if (shared?.isClosed === false) context.close().catch(() => undefined);
  else shared = new SharedContext(context);
  openContexts.set(sampleRateHz, shared);
  openContexts.set(context.sampleRate, shared);
  return shared.lease(host, listener);
}

interface Entry {
  readonly listener: ContextListener;
  isBusy: boolean;
}

/** Who uses a context, and for what. */
class SharedContext {
  readonly #context: AudioContext;
  readonly #entries = new Set<Entry>();
  /** `null` while nobody uses it. */
  #life: ContextLife | null = null;

  constructor(context: AudioContext) {
    this.#context = context;
  }

  get isClosed(): boolean {
    return this.#context.state === 'closed';
  }

  get isUnused(): boolean {
    return this.#entries.size === 0;
  }

  lease(host: ContextHost, listener: ContextListener): ContextLease {
    const entry: Entry = { listener, isBusy: false };
    this.#entries.add(entry);
    const life = (this.#life ??= new ContextLife(this.#context, host, {
      accessChanged: () => this.#entries.forEach((each) => each.listener.accessChanged()),
      lost: () => this.#lose(),
    }));
    return {
      context: this.#context,
      access: () => life.access,
      setBusy: (isBusy) => {
        entry.isBusy = isBusy && this.#entries.has(entry);
        this.#update();
      },
      unlock: () => life.unlock(),
      release: () => {
        if (!this.#entries.delete(entry)) return;
        if (this.isUnused) this.#rest();
        else this.#update();
      },
    };
  }

  close(): void {
    for (const [rate, shared] of openContexts) if (shared === this) openContexts.delete(rate);
    // It rejects when the context is closed already.
    this.#context.close().catch(() => undefined);
  }

  #update(): void {
    this.#life?.setBusy([...this.#entries].some((entry) => entry.isBusy));
  }

  #rest(): void {
    this.#life?.end();
    this.#life = null;
    const unused = new Set([...openContexts.values()].filter((shared) => shared.isUnused));
    for (const shared of [...unused].slice(0, -MOST_UNUSED)) shared.close();
  }

  #lose(): void {
    const entries = [...this.#entries];
    this.#entries.clear();
    this.#life?.end();
    this.#life = null;
    this.close();
    for (const { listener } of entries) listener.lost();
  }
}
