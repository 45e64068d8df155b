import type { Player } from '../audio/types.ts';
import { CuelightError } from '../errors.ts';
import type { Undo } from '../platform/clock.ts';
import type { Job, Pool } from '../pool/types.ts';
import type { ReadHeader, ReportedLimit } from '../providers/provider.ts';
import { createDerivedStore, type DerivedStore } from '../store.ts';
import { checkCacheMode, type CacheMode } from './cache/cache-options.ts';
import type { CachedClips } from './cache/cached-clips.ts';
import { openOwnCache, type OpenCache } from './cache/open-cache.ts';
import type { ClipCache } from './cache/types.ts';
import { askLimit } from './catalogue.ts';
import { SpeechEventHub } from './events.ts';
import { Preparations } from './preparations.ts';
import type { Preparation } from './prepare.ts';
import { reportingSource } from './reporting-source.ts';
import { reportEnd, reportFirstSound, type Reports } from './reports.ts';
import { ClipGroups } from './clip-groups.ts';
import { createNetworkSource } from './clip-source.ts';
import { runClip } from './clip.ts';
import { obstacleOf } from './obstacle.ts';
import { checkSay } from './say-options.ts';
import { scriptOf } from './script-of.ts';
import type { SpeechParts } from './speech-parts.ts';
import type {
  Clip,
  ClipOptions,
  DialogueLine,
  PrepareOptions,
  SayOptions,
  SpeakerOptions,
  Speech,
  SpeechSnapshot,
  Text,
  Utterance,
} from './types.ts';
import { warnOfSixConnections } from './six-connections.ts';
import { SpokenUtterance } from './utterance.ts';

export interface SpeechClientParts extends Omit<SpeechParts, 'onHead' | 'source'> {
  /** @default one of its own, in memory */
  readonly openCache?: OpenCache;
  /** Of what is said without one of its own. @default 'off' */
  readonly cacheMode?: CacheMode;
  /** Texts that may wait. @default Infinity */
  readonly maxQueued?: number;
}

/** The utterances of one client, over a pool and a player that are its own. */
export class SpeechClient implements Speech {
  readonly pool: Pool;
  readonly player: Player;
  readonly cache: ClipCache;
  readonly #parts: SpeechParts;
  readonly #cache: CachedClips;
  readonly #groups: ClipGroups;
  readonly #cacheMode: CacheMode;
  readonly #maxQueued: number;
  readonly #preparations: Preparations;
  readonly #hub = new SpeechEventHub();
  readonly #reports: Reports;
  readonly #store: DerivedStore<SpeechSnapshot>;
  readonly #utterances = new Set<SpokenUtterance>();
  readonly #closing = new AbortController();
  #said = 0;
  #isLimitAsked = false;
  #stopWarning: Undo | null = null;
  #isClosed = false;
  #stopObserving: Undo | null = null;

  constructor(parts: SpeechClientParts) {
    const onHead = (header: ReadHeader): void => this.#heed(parts.provider.limits.fromHeaders?.(header));
    const network = createNetworkSource({ ...parts, onHead });
    this.#parts = { ...parts, onHead, source: network };
    const { openCache = openOwnCache(parts.provider, parts.clock), cacheMode = 'off' } = parts;
    this.#cache = openCache(network);
    this.#groups = new ClipGroups(parts.provider, network);
    this.cache = this.#cache;
    this.#cacheMode = cacheMode;
    this.#maxQueued = parts.maxQueued ?? Infinity;
    this.#preparations = new Preparations(parts, this.#cache);
    this.#reports = { hub: this.#hub, clock: parts.clock, provider: parts.provider };
    this.pool = parts.pool;
    this.player = parts.player;
    this.#store = createDerivedStore<SpeechSnapshot>(
      { utterances: [], pool: parts.pool.getInitialState(), obstacle: null },
      () => {
        const pool = this.pool.getState();
        return { utterances: [...this.#utterances], pool, obstacle: obstacleOf(pool, parts.provider) };
      },
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

  say(lines: readonly (DialogueLine & SpeakerOptions)[], options?: Partial<SayOptions>): Utterance;
  say(text: Text, options: SayOptions): Utterance;
  say(text: Text, options?: Partial<SayOptions>): Utterance {
    this.#checkOpen();
    const say = checkSay(text, options);
    const script = scriptOf(say, this.#parts);
    const mode = checkCacheMode(say.doing, 'cache', options?.cache, this.#cacheMode);
    const isGrouped = say.group && script.count === 1 && mode !== 'only';
    const source = isGrouped ? this.#groups : this.#cache.source(mode);
    this.#checkRoom(say.doing);
    this.#begin();
    this.#said += 1;
    const id = `utterance-${this.#said}`;
    const saidAtMs = this.#parts.clock.now();
    const utterance: SpokenUtterance = new SpokenUtterance({
      ...this.#parts,
      source: reportingSource(source, { ...this.#reports, utterance: id }),
      id,
      say,
      script,
      onOver: () => this.#remove(utterance),
      ...(this.#hub.isHeard('first-sound') && {
        onFirstSound: () => reportFirstSound(this.#reports, utterance, saidAtMs),
      }),
    });
    this.#utterances.add(utterance);
    try {
      utterance.start();
    } catch (error) {
      this.#utterances.delete(utterance);
      throw error;
    }
    this.#store.changed();
    reportEnd(this.#reports, utterance, saidAtMs);
    return utterance;
  }

  readonly on: Speech['on'] = (event, listener, options) => this.#hub.on(event, listener, options);

  prepare(lines: readonly (DialogueLine & SpeakerOptions)[], options?: PrepareOptions): Preparation;
  prepare(text: string | readonly DialogueLine[], options: PrepareOptions & SpeakerOptions): Preparation;
  prepare(text: string | readonly DialogueLine[], options?: PrepareOptions): Preparation {
    this.#checkOpen();
    const preparation = this.#preparations.start(text, options);
    this.#begin();
    return preparation;
  }

  clip(text: string, options: ClipOptions): Job<Clip> {
    this.#checkOpen();
    const job = runClip(this.#parts, text, options);
    this.#begin();
    return job;
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

  clear(options: { readonly allTabs?: boolean } = {}): void {
    if (this.#isClosed) return;
    for (const utterance of Array.from(this.#utterances).toReversed()) {
      if (utterance.isWaiting) utterance.cancel();
    }
    // What is being spoken asks again for what is taken from it here.
    this.pool.clear(options);
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
    this.#preparations.close();
    this.#stopLooking();
    this.#closing.abort();
    this.#stopWarning?.();
    this.pool.close();
    this.player.close();
    this.#cache.close();
    // The last look at a pool that is closed.
    this.#store.changed();
  }

  #checkOpen(): void {
    if (!this.#isClosed) return;
    throw new CuelightError('closed', {
      doing: 'speak',
      because: 'this speech client is closed',
      advice: 'Create a new one with createSpeech().',
    });
  }

  #checkRoom(doing: string): void {
    if (this.#utterances.size < this.#maxQueued) return;
    const queued = Array.from(this.#utterances).filter(({ isWaiting }) => isWaiting).length;
    if (queued < this.#maxQueued) return;
    throw new CuelightError('queue-full', {
      doing,
      because: `${queued} texts wait already, and maxQueued is ${this.#maxQueued}`,
      details: { queued, limit: this.#maxQueued },
    });
  }

  /** What is done with the first text, and not before. */
  #begin(): void {
    const { provider, pool, clock } = this.#parts;
    this.#stopWarning ??= warnOfSixConnections(pool, provider.connection.baseUrl, clock);
    this.#askLimit();
  }

  /** Asks the account what it allows, where that is not given; again with the next text, if it does not say. */
  #askLimit(): void {
    const { provider } = this.#parts;
    if (provider.limits.slots !== 'auto' || this.#isLimitAsked) return;
    this.#isLimitAsked = true;
    askLimit(provider, { signal: this.#closing.signal }).then(
      (reported) => this.#heed(reported),
      () => {
        // What is wrong with the account is said by the first text, and the limit is found without it.
        this.#isLimitAsked = false;
      },
    );
  }

  /** What the account says is a number from outside: the pool takes whole ones from 1 to 1,000. */
  #heed(reported: ReportedLimit | null | undefined): void {
    const slots = Math.min(1000, Math.floor(reported?.slots ?? 0));
    if (slots >= 1 && !this.#isClosed) this.pool.reportLimit(slots);
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
