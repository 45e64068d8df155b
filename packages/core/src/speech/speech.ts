import type { Player } from '../audio/types.ts';
import { CuelightError } from '../errors.ts';
import type { Clock, Undo } from '../platform/clock.ts';
import type { Pool } from '../pool/types.ts';
import type { Provider } from '../providers/provider.ts';
import { createDerivedStore, type DerivedStore } from '../store.ts';
import { checkSay } from './say-options.ts';
import type { SayOptions, Speech, SpeechSnapshot, Utterance } from './types.ts';
import { SpokenUtterance } from './utterance.ts';

export interface SpeechParts {
  readonly provider: Provider;
  readonly pool: Pool;
  readonly player: Player;
  readonly clock: Clock;
}

/** The utterances of one client, over a pool and a player that are its own. */
export class SpeechClient implements Speech {
  readonly pool: Pool;
  readonly player: Player;
  readonly #parts: SpeechParts;
  readonly #store: DerivedStore<SpeechSnapshot>;
  readonly #utterances = new Set<SpokenUtterance>();
  #said = 0;
  #isClosed = false;
  #stopObserving: Undo | null = null;

  constructor(parts: SpeechParts) {
    this.#parts = parts;
    this.pool = parts.pool;
    this.player = parts.player;
    this.#store = createDerivedStore<SpeechSnapshot>(
      { utterances: [], pool: parts.pool.getInitialState() },
      () => ({ utterances: [...this.#utterances], pool: this.pool.getState() }),
    );
  }

  getState(): SpeechSnapshot {
    // Nobody tells it of changes of the pool while it is not observed: it asks.
    if (!this.#store.isObserved) this.#store.changed();
    return this.#store.getState();
  }

  getInitialState(): SpeechSnapshot {
    return this.#store.getInitialState();
  }

  readonly subscribe: Speech['subscribe'] = (listener) => {
    if (!this.#store.isObserved) this.#store.changed();
    const undo = this.#store.subscribe(listener);
    if (!this.#isClosed) this.#stopObserving ??= this.pool.subscribe(() => this.#store.changed());
    return () => {
      undo();
      if (!this.#store.isObserved) this.#stopLooking();
    };
  };

  say(text: string, options: SayOptions): Utterance {
    if (this.#isClosed) {
      throw new CuelightError('closed', {
        doing: 'speak',
        because: 'this speech client is closed',
        advice: 'Create a new one with createSpeech().',
      });
    }
    const say = checkSay(text, options, this.#parts.provider);
    this.#said += 1;
    const utterance: SpokenUtterance = new SpokenUtterance({
      ...this.#parts,
      id: `utterance-${this.#said}`,
      say,
      onOver: () => this.#remove(utterance),
    });
    this.#utterances.add(utterance);
    try {
      utterance.start();
    } catch (error) {
      this.#utterances.delete(utterance);
      throw error;
    }
    this.#store.changed();
    return utterance;
  }

  pause(): void {
    if (!this.#isClosed) this.player.pause();
  }

  resume(): void {
    if (!this.#isClosed) this.player.resume();
  }

  stop(): void {
    // Those of this moment: a listener may say something new while these end. The last first, or each would be
    // heard for a moment between the end of the one before and its own.
    for (const utterance of Array.from(this.#utterances).toReversed()) utterance.cancel();
  }

  async unlock(): Promise<boolean> {
    return this.#isClosed ? false : this.player.unlock();
  }

  retryNow(): void {
    if (!this.#isClosed) this.pool.retryNow();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.stop();
    this.#stopLooking();
    this.pool.close();
    this.player.close();
    // The last look at a pool that is closed.
    this.#store.changed();
  }

  #remove(utterance: SpokenUtterance): void {
    if (this.#utterances.delete(utterance)) this.#store.changed();
  }

  /** Works twice. */
  #stopLooking(): void {
    this.#stopObserving?.();
    this.#stopObserving = null;
  }
}
