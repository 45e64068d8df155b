import {
  CuelightError,
  isOver,
  type Playback,
  type CacheSnapshot,
  type PlayerSnapshot,
  type Pool,
  type PoolSnapshot,
  type Player,
  type RetrySnapshot,
  type SayOptions,
  type Speech,
  type SpeechSnapshot,
  type Text,
  type Utterance,
  type UtteranceSnapshot,
} from '@cuelight/core';
import { createStore, type StoreApi } from 'zustand/vanilla';

export interface FakeUtterance extends Utterance {
  readonly playback: StoreApi<Playback>;
  /** Changes what is observed; fields that are not named stay as they are. */
  show(change: Partial<UtteranceSnapshot>): void;
  readonly isCancelled: boolean;
  readonly listeners: number;
}

export interface FakeSpeech extends Speech {
  readonly said: readonly FakeUtterance[];
  /** What each of them was said with. */
  readonly options: readonly SayOptions[];
  /** Names of the methods called, in order, without `say`. */
  readonly calls: readonly string[];
  readonly poolStore: StoreApi<PoolSnapshot>;
  readonly playerStore: StoreApi<PlayerSnapshot>;
  readonly playbackStore: StoreApi<Playback>;
  /** Each miss is kept. */
  readonly cacheStore: StoreApi<CacheSnapshot>;
}

/** A client that does nothing by itself: the test says what is observed. */
export function createFakeSpeech(): FakeSpeech {
  const said: FakeUtterance[] = [];
  const options: SayOptions[] = [];
  const calls: string[] = [];
  const called = (name: string) => (): void => void calls.push(name);
  const poolStore = createStore<PoolSnapshot>(() => emptyPool);
  const playerStore = createStore<PlayerSnapshot>(() => ({
    state: 'idle',
    tracks: 0,
    volume: 1,
    muted: false,
  }));
  const playbackStore = createStore<Playback>(() => STILL);
  const pool: Pool = {
    name: 'fake',
    ...poolStore,
    run: unavailable,
    acquire: unavailable,
    pause: called('pool.pause'),
    resume: called('pool.resume'),
    setLimit: unavailable,
    reportLimit: unavailable,
    trace: unavailable,
    clear: called('pool.clear'),
    retryNow: called('pool.retryNow'),
    close: called('pool.close'),
  };
  const player: Player = {
    ...playerStore,
    open: unavailable,
    pause: called('player.pause'),
    resume: called('player.resume'),
    stop: called('player.stop'),
    skip: called('player.skip'),
    setVolume: unavailable,
    setMuted: unavailable,
    playback: playbackStore,
    unlock: async () => true,
    audioContext: () => null,
    connect: unavailable,
    close: called('player.close'),
  };
  let cleared = 0;
  const cacheStore = createStore<CacheSnapshot>(() => ({
    hits: 0,
    shared: 0,
    misses: 0,
    savedRequests: 0,
    savedCharacters: 0,
  }));
  const store = createStore<SpeechSnapshot>(() => ({ utterances: [], pool: emptyPool, obstacle: null }));
  const list = (): void => store.setState({ utterances: said.filter((one) => !isOver(one.getState())) });
  poolStore.subscribe((snapshot) => store.setState({ pool: snapshot }));
  return {
    ...store,
    pool,
    player,
    cache: {
      ...cacheStore,
      stats: async () => {
        const saved = cacheStore.getState();
        const clips = saved.misses - cleared;
        return { ...saved, clips, bytes: clips * 1000, isStored: true };
      },
      clear: async () => {
        cleared = cacheStore.getState().misses;
      },
    },
    cacheStore,
    poolStore,
    playerStore,
    playbackStore,
    said,
    options,
    calls,
    say: (text: Text, given: Partial<SayOptions> = {}) => {
      if (typeof text !== 'string' || text === '') {
        throw new CuelightError('invalid-option', { doing: 'speak', because: 'text is "" (string)' });
      }
      const utterance = createFakeUtterance(`utterance-${said.length + 1}`, text, given.voice ?? 'nova');
      said.push(utterance);
      options.push({ voice: utterance.voice, ...given });
      list();
      utterance.finished.then(list, list);
      return utterance;
    },
    clip: unavailable,
    prepare: unavailable,
    on: () => () => {},
    pause: called('pause'),
    resume: called('resume'),
    stop: called('stop'),
    clear: called('clear'),
    unlock: async () => {
      calls.push('unlock');
      return true;
    },
    retryNow: called('retryNow'),
    close: called('close'),
  };
}

const STILL: Playback = { timeSeconds: 0, bufferedSeconds: 0, durationSeconds: null, mark: null };
const UNSENT = { progress: 0, segment: null, attempts: 0, mayBeBilledAgain: 0 };

function createFakeUtterance(id: string, text: string, voice: string): FakeUtterance {
  const store = createStore<UtteranceSnapshot>(() => ({
    phase: 'queued',
    text,
    voice,
    ...UNSENT,
    retry: null,
  }));
  const playback = createStore<Playback>(() => STILL);
  let resolve!: () => void;
  let reject!: (error: CuelightError) => void;
  const finished = new Promise<void>((...settle) => ([resolve, reject] = settle));
  finished.catch(() => undefined);
  let isCancelled = false;
  let listeners = 0;
  const show = (change: Partial<UtteranceSnapshot>): void => {
    const { progress, retry } = { retry: null, ...store.getState() };
    const phase = change.phase ?? store.getState().phase;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    store.setState({ text, voice, ...UNSENT, progress, retry, phase, ...change } as UtteranceSnapshot, true);
    if (phase === 'done') resolve();
  };
  return {
    id,
    text,
    voice,
    finished,
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: (listener) => {
      listeners += 1;
      const undo = store.subscribe(listener);
      return () => {
        listeners -= 1;
        undo();
      };
    },
    show,
    playback,
    seek: () => 0,
    segments: () => [],
    get audio() {
      return unavailable();
    },
    toWav: unavailable,
    toMediaStream: unavailable,
    cancel: () => {
      if (isCancelled) return;
      isCancelled = true;
      show({ phase: 'cancelled' });
      reject(new CuelightError('cancelled', { doing: 'speak', because: 'it was cancelled' }));
    },
    get isCancelled() {
      return isCancelled;
    },
    get listeners() {
      return listeners;
    },
  };
}

/** A refusal that is waited out for three seconds, from now. */
export function retryInThreeSeconds(nowMs: number): RetrySnapshot {
  return {
    inMs: 3000,
    atMs: nowMs + 3000,
    attempt: 2,
    reason: new CuelightError('busy', { doing: 'speak', because: 'the account is at its limit' }),
  };
}

const emptyPool: PoolSnapshot = {
  name: 'fake',
  mode: 'single',
  role: 'idle',
  limit: 3,
  workingLimit: 3,
  inUse: 0,
  waiting: { interactive: 0, normal: 0, background: 0 },
  tabs: [],
  gate: null,
  isPaused: false,
};

function unavailable(): never {
  throw new Error('Not part of this fake.');
}
