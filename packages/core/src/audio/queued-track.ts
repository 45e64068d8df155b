import { createStore } from 'zustand/vanilla';
import { guarded } from '../store.ts';
import { CuelightError } from '../errors.ts';
import { invalidOption } from '../options.ts';
import type { AudioClock } from './engine.ts';
import { Archive } from './pure/archive.ts';
import type { Report } from './pure/commands.ts';
import type { PcmFormat } from './pure/format.ts';
import { PcmFraming } from './pure/framing.ts';
import { StartPolicy, type StartDecision } from './pure/start-policy.ts';
import type { PlayerSnapshot, Track, TrackSnapshot } from './types.ts';

/** An answer that never ends must not fill the memory: 350 MB at 24 kHz. */
const LONGEST_SECONDS = 2 * 60 * 60;

type HeadState = Exclude<PlayerSnapshot['state'], 'idle'>;

/** The player, as a track sees it. */
export interface TrackOwner {
  /** There is more audio, or its end. */
  received(): void;
  /** The track is to be over. */
  settle(track: QueuedTrack, snapshot: TrackSnapshot): void;
}

/**
 * A track as its player sees it: what was received, how far it has been sent to the engine, and what the
 * engine said of it. What happens when is decided by the player.
 */
export class QueuedTrack {
  readonly id: number;
  readonly format: PcmFormat;
  /** What the app holds. */
  readonly handle: Track;
  /** No more audio comes: it was finished, or is over. */
  isFinished = false;
  /** The engine knows it. */
  isOpened = false;
  /** The engine was told that it may sound. */
  isReleased = false;
  /** The engine was told that it has everything. */
  isSentWhole = false;
  sentFrames = 0;
  playedFrames = 0;

  readonly #clock: AudioClock;
  readonly #owner: TrackOwner;
  readonly #framing: PcmFraming;
  readonly #archive: Archive;
  readonly #policy: StartPolicy = new StartPolicy();
  readonly #store = createStore<TrackSnapshot>(() => ({ state: 'waiting' }));
  #receivedFrames = 0;
  #isSounding = false;
  #headState: HeadState = 'buffering';
  #resolveOver!: (snapshot: TrackSnapshot) => void;

  constructor(id: number, format: PcmFormat, clock: AudioClock, owner: TrackOwner) {
    this.id = id;
    this.format = format;
    this.#clock = clock;
    this.#owner = owner;
    this.#framing = new PcmFraming(format);
    this.#archive = new Archive(format.sampleRateHz);
    const over = new Promise<TrackSnapshot>((resolve) => {
      this.#resolveOver = resolve;
    });
    const { getState, getInitialState, subscribe } = this.#store;
    this.handle = {
      getState,
      getInitialState,
      subscribe: (listener) => subscribe(guarded(listener)),
      over,
      append: (bytes) => this.#append(bytes),
      finish: () => this.#finish(),
      stop: () => owner.settle(this, { state: 'stopped' }),
      playedSeconds: () => this.playedFrames / format.sampleRateHz,
      receivedSeconds: () => this.#receivedFrames / format.sampleRateHz,
    };
  }

  get unsentFrames(): number {
    return this.#receivedFrames - this.sentFrames;
  }

  /** Takes the next samples to be sent, at most `count`. */
  takePage(count: number): Int16Array<ArrayBuffer> {
    const samples = this.#archive.copy(this.sentFrames, count);
    this.sentFrames += samples.length;
    return samples;
  }

  mayStart(): StartDecision {
    const aheadFrames = this.#receivedFrames - this.playedFrames;
    return this.#policy.decide((aheadFrames / this.format.sampleRateHz) * 1000, this.#clock.now());
  }

  /** Takes in what the engine says of it. */
  note(report: Report): void {
    this.playedFrames = report.playedFrames;
    this.#isSounding = report.type === 'playing' || report.type === 'progress';
    if (report.type !== 'starved') return;
    this.isReleased = false;
    this.#policy.starved();
  }

  /** What was last shown of it while it was its turn. */
  get headState(): HeadState {
    return this.#headState;
  }

  /** Shows the state of a track whose turn it is. */
  showAsHead(isPaused: boolean, isBlocked: boolean): void {
    this.#headState = this.#nextHeadState(isPaused, isBlocked);
    if (this.#headState !== 'playing') this.#isSounding = false;
    this.#show({ state: this.#headState });
  }

  /** The track is over: shows how, and lets its audio go. */
  end(snapshot: TrackSnapshot): void {
    this.isFinished = true;
    this.#archive.clear();
    this.#resolveOver(snapshot);
    this.#show(snapshot);
  }

  #nextHeadState(isPaused: boolean, isBlocked: boolean): HeadState {
    if (isPaused) return 'paused';
    if (isBlocked) return 'blocked';
    if (this.#isSounding) return 'playing';
    // What may go on but is not heard yet stays what it was until the engine reports the first sample.
    const stays = this.#headState === 'paused' || this.#headState === 'blocked';
    return stays && this.isReleased ? this.#headState : 'buffering';
  }

  #show(snapshot: TrackSnapshot): void {
    if (this.#store.getState().state !== snapshot.state) this.#store.setState(snapshot, true);
  }

  #append(bytes: Uint8Array): void {
    // Not by instanceof: it may come from another frame.
    if (Object.prototype.toString.call(bytes) !== '[object Uint8Array]') {
      throw invalidOption('append to a track', 'bytes', bytes, 'a Uint8Array of raw PCM');
    }
    if (this.isFinished) return;
    try {
      this.#keep(this.#framing.push(bytes));
    } catch (error) {
      if (!CuelightError.is(error)) throw error;
      this.#owner.settle(this, { state: 'failed', error });
      return;
    }
    this.#owner.received();
  }

  #finish(): void {
    if (this.isFinished) return;
    this.isFinished = true;
    this.#keep(this.#framing.end());
    this.#policy.ended();
    this.#owner.received();
  }

  #keep(samples: Int16Array): void {
    if (samples.length === 0) return;
    const { sampleRateHz } = this.format;
    this.#receivedFrames += samples.length;
    if (this.#receivedFrames > LONGEST_SECONDS * sampleRateHz) {
      throw new CuelightError('invalid', {
        doing: 'keep the audio of a track',
        because: `it is longer than ${LONGEST_SECONDS} seconds`,
        advice: 'Use several tracks.',
      });
    }
    this.#archive.append(samples);
    this.#policy.received((samples.length / sampleRateHz) * 1000, this.#clock.now());
  }
}
