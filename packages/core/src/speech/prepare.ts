import type { PcmFormat } from '../audio/pure/format.ts';
import { CuelightError } from '../errors.ts';
import { invalidOption } from '../options.ts';
import type { Undo } from '../platform/clock.ts';
import { createDerivedStore, type DerivedStore, type ReadonlyStore } from '../store.ts';
import type { ClipJob, ClipSink, ClipSource, SegmentRequest } from './clip-source.ts';
import { asSpeechError } from './speech-error.ts';

export type PreparationSnapshot = {
  /** 0 to 1 of the characters. */
  readonly progress: number;
  /** Parts that are kept now, of all. */
  readonly segments: { readonly ready: number; readonly count: number };
} & (
  | { readonly state: 'running' | 'done' | 'cancelled' }
  | { readonly state: 'failed'; readonly error: CuelightError }
);

/** A text on its way into the cache. */
export interface Preparation extends ReadonlyStore<PreparationSnapshot> {
  /**
   * Resolves when all of it is kept; rejects with the `CuelightError` that ended it (`cancelled` included). A rejection
   * nobody listens to is not reported as unhandled: the snapshot has it.
   */
  readonly finished: Promise<void>;
  /** Options that the provider could not honour, for people. */
  readonly warnings: readonly string[];
  /**
   * Its audio as a WAVE file, as soon as all of it is kept. Rejects as `finished`. Nothing is asked for again, but for
   * what has left the cache since.
   */
  toWav(): Promise<Uint8Array<ArrayBuffer>>;
  /** What is kept already stays. Works twice. */
  cancel(): void;
}

export interface PreparationParts {
  readonly requests: readonly SegmentRequest[];
  readonly source: ClipSource;
  /** Gives what is kept, without counting that. */
  readonly kept: ClipSource;
  readonly format: PcmFormat;
  /** Follows "Failed to". */
  readonly doing: string;
  readonly signal: AbortSignal | undefined;
  /** Called once, when it is over. */
  readonly onOver: () => void;
}

type Outcome = 'done' | 'cancelled' | CuelightError;

/** Asks for parts without hearing them. Ends with the first that fails. */
export class RunningPreparation implements Preparation {
  readonly finished: Promise<void>;
  readonly warnings: readonly string[];
  readonly #parts: PreparationParts;
  readonly #store: DerivedStore<PreparationSnapshot>;
  readonly #jobs: ClipJob[] = [];
  #ready = 0;
  #readyCharacters = 0;
  #outcome: Outcome | null = null;
  #stopListening: Undo | null = null;
  #resolve!: () => void;
  #reject!: (error: CuelightError) => void;

  constructor(parts: PreparationParts) {
    this.#parts = parts;
    this.warnings = [...new Set(parts.requests.flatMap(({ httpRequest }) => httpRequest.warnings))];
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.finished.catch(() => undefined);
    this.#store = createDerivedStore(this.#describe(), () => this.#describe());
  }

  readonly getState: Preparation['getState'] = () => this.#store.getState();
  readonly getInitialState: Preparation['getInitialState'] = () => this.#store.getInitialState();
  readonly subscribe: Preparation['subscribe'] = (listener) => this.#store.subscribe(listener);

  /** @throws CuelightError what is refused at once; nothing is left behind then. */
  start(): void {
    const { requests, source, signal } = this.#parts;
    if (signal?.aborted === true) {
      this.cancel();
      return;
    }
    const onAbort = (): void => this.cancel();
    signal?.addEventListener('abort', onAbort);
    this.#stopListening = () => signal?.removeEventListener('abort', onAbort);
    try {
      for (const request of requests) this.#follow(source.fetch(request, NOBODY), request);
    } catch (error) {
      this.cancel();
      throw error;
    }
    if (requests.length === 0) this.#settle('done');
  }

  async toWav(): Promise<Uint8Array<ArrayBuffer>> {
    await this.finished;
    const { requests, kept, format } = this.#parts;
    const { preparedWave } = await import('./prepared-wave.ts');
    return preparedWave(requests, kept, format);
  }

  cancel(): void {
    this.#settle('cancelled');
  }

  #follow(job: ClipJob, { characters }: SegmentRequest): void {
    this.#jobs.push(job);
    job.finished.then(
      () => this.#isReady(characters),
      (error: unknown) => {
        const failure = asSpeechError(error, this.#parts.doing);
        this.#settle(failure.code === 'cancelled' ? 'cancelled' : failure);
      },
    );
  }

  #isReady(characters: number): void {
    if (this.#outcome !== null) return;
    this.#ready += 1;
    this.#readyCharacters += characters;
    this.#store.changed();
    if (this.#ready === this.#parts.requests.length) this.#settle('done');
  }

  #settle(outcome: Outcome): void {
    if (this.#outcome !== null) return;
    this.#outcome = outcome;
    this.#stopListening?.();
    for (const job of this.#jobs) job.cancel();
    const { doing, onOver } = this.#parts;
    if (outcome === 'done') this.#resolve();
    else if (outcome !== 'cancelled') this.#reject(outcome);
    else this.#reject(new CuelightError('cancelled', { doing, because: 'it was cancelled' }));
    onOver();
    this.#store.changed();
    this.#store.flush();
  }

  #describe(): PreparationSnapshot {
    const { requests } = this.#parts;
    const all = requests.reduce((sum, { characters }) => sum + characters, 0);
    const said = {
      progress: all === 0 ? 1 : this.#readyCharacters / all,
      segments: { ready: this.#ready, count: requests.length },
    };
    const outcome = this.#outcome;
    if (typeof outcome === 'object' && outcome !== null) return { ...said, state: 'failed', error: outcome };
    return { ...said, state: outcome ?? 'running' };
  }
}

/** Nobody hears it: how often it is tried is the pool's business. */
const NOBODY: ClipSink = {
  began: () => {},
  received: () => {},
  completed: () => {},
  mayRetry: () => true,
};

/** @throws CuelightError `invalid-option` for what cannot be prepared. */
export function checkPreparing(doing: string, live: unknown, cache: unknown): void {
  if (live !== null)
    throw invalidOption(doing, 'text', live, 'a text that is there: a live one is heard as it comes');
  if (cache === undefined || cache === 'default' || cache === 'reload') return;
  throw invalidOption(doing, 'cache', cache, '"default" or "reload": what is prepared is kept');
}
