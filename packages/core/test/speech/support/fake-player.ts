import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CuelightError } from '../../../src/errors.ts';
import type { PcmFormat } from '../../../src/audio/pure/format.ts';
import type {
  Playback,
  Player,
  PlayerSnapshot,
  Track,
  TrackSnapshot,
  TrackState,
  TrackStatistics,
} from '../../../src/audio/types.ts';

const NOTHING_HEARD: Playback = { timeSeconds: 0, bufferedSeconds: 0, durationSeconds: null, mark: null };

/** A player whose tracks go where the test takes them, and that keeps the contract of `audio/types.ts` otherwise. */
export class FakePlayer implements Player {
  readonly tracks: FakeTrack[] = [];
  readonly calls: string[] = [];
  /** How tracks fail at once where there can be no sound. */
  refuseWith: CuelightError | null = null;
  readonly #store: StoreApi<PlayerSnapshot> = createStore<PlayerSnapshot>(() => ({
    state: 'idle',
    tracks: 0,
    volume: 1,
    muted: false,
  }));
  readonly playback: Player['playback'] = createStore(() => NOTHING_HEARD);

  readonly getState = (): PlayerSnapshot => this.#store.getState();
  readonly getInitialState = (): PlayerSnapshot => this.#store.getInitialState();
  readonly subscribe: StoreApi<PlayerSnapshot>['subscribe'] = (listener) => this.#store.subscribe(listener);

  open(format: PcmFormat): Track {
    const track = new FakeTrack(format);
    this.tracks.push(track);
    if (this.refuseWith !== null) track.become({ state: 'failed', error: this.refuseWith });
    return track;
  }

  pause(): void {
    this.calls.push('pause');
  }

  resume(): void {
    this.calls.push('resume');
  }

  stop(): void {
    this.calls.push('stop');
  }

  skip(): void {
    this.calls.push('skip');
  }

  setVolume(volume: number): void {
    this.calls.push(`volume ${volume}`);
  }

  setMuted(muted: boolean): void {
    this.calls.push(`muted ${muted}`);
  }

  unlock(): Promise<boolean> {
    this.calls.push('unlock');
    return Promise.resolve(true);
  }

  audioContext(): null {
    return null;
  }

  connect(): () => void {
    return () => undefined;
  }

  close(): void {
    this.calls.push('close');
    for (const track of this.tracks) track.stop();
  }
}

export class FakeTrack implements Track {
  readonly format: PcmFormat;
  readonly over: Promise<TrackSnapshot>;
  bytes: number[] = [];
  isFinished = false;
  played = 0;
  /** Where marks were put, in bytes, and which. */
  readonly marks: { readonly at: number; readonly value: unknown }[] = [];
  readonly playback: Track['playback'] = createStore(() => NOTHING_HEARD);
  /** How many listeners look at it. */
  observers = 0;
  readonly #store: StoreApi<TrackSnapshot> = createStore<TrackSnapshot>(() => ({ state: 'waiting' }));
  #resolve!: (snapshot: TrackSnapshot) => void;

  constructor(format: PcmFormat) {
    this.format = format;
    this.over = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  readonly getState = (): TrackSnapshot => this.#store.getState();
  readonly getInitialState = (): TrackSnapshot => this.#store.getInitialState();
  readonly subscribe: StoreApi<TrackSnapshot>['subscribe'] = (listener) => {
    const undo = this.#store.subscribe(listener);
    this.observers += 1;
    return () => {
      this.observers -= 1;
      undo();
    };
  };

  append(bytes: Uint8Array): void {
    if (!this.#isOver) this.bytes.push(...bytes);
  }

  finish(): void {
    this.isFinished = true;
    // As the real one does, at once.
    if (this.bytes.length === 0) this.become({ state: 'ended' });
  }

  stop(): void {
    this.become({ state: 'stopped' });
  }

  seek(seconds: number): number {
    this.played = seconds;
    return seconds;
  }

  replay(fromSeconds: number = 0): void {
    this.played = fromSeconds;
  }

  mark(value: unknown): void {
    if (!this.#isOver) this.marks.push({ at: this.bytes.length, value });
  }

  onMark(): () => void {
    return () => undefined;
  }

  async *audio(): AsyncGenerator<Int16Array<ArrayBuffer>, void, undefined> {
    await this.over;
    yield new Int16Array(Uint8Array.from(this.bytes).buffer);
  }

  async toWav(): Promise<Uint8Array<ArrayBuffer>> {
    await this.over;
    return Uint8Array.from(this.bytes);
  }

  statistics(): TrackStatistics {
    return {
      firstByteMs: null,
      firstSoundMs: null,
      underruns: 0,
      stalledMs: 0,
      engine: 'silent',
      outputLatencyMs: null,
    };
  }

  playedSeconds(): number {
    return this.played;
  }

  receivedSeconds(): number {
    return this.bytes.length / 2 / this.format.sampleRateHz;
  }

  /** Ignored once it is over, as a real track would. */
  become(snapshot: TrackSnapshot): void {
    if (this.#isOver) return;
    this.#store.setState(snapshot, true);
    if (this.#isOver) this.#resolve(snapshot);
  }

  get #isOver(): boolean {
    return OVER.has(this.#store.getState().state);
  }
}

const OVER: ReadonlySet<TrackState> = new Set<TrackState>(['ended', 'stopped', 'failed']);
