import { createStore, type StoreApi } from 'zustand/vanilla';
import { guarded } from '../store.ts';
import { CuelightError } from '../errors.ts';
import { invalidOption, knownOptions, numberOption, objectOption, stringOption } from '../options.ts';
import type { Undo } from '../platform/clock.ts';
import { checkFormat, checkSampleRate } from './check-format.ts';
import type { AudioClock, OpenEngine } from './engine.ts';
import { Engines } from './engines.ts';
import type { Turn, TurnListener } from './exclusive/speaking-turn.ts';
import { feedEngine } from './feeder.ts';
import { PlaybackChannel } from './playback-channel.ts';
import type { PcmFormat } from './pure/format.ts';
import { Paces } from './pure/pace.ts';
import { StartPolicy, type StartRule } from './pure/start-policy.ts';
import { QueuedTrack } from './queued-track.ts';
import { createTrackHandle, type TrackOwner } from './track-handle.ts';
import { TrackQueue } from './track-queue.ts';
import type { OpenTrackOptions, Player, PlayerSnapshot, Track } from './types.ts';

export interface TrackPlayerParts {
  readonly clock: AudioClock;
  readonly openEngine: OpenEngine;
  readonly openTurn: (listener: TurnListener) => Turn;
  readonly expectedSampleRateHz: number;
  readonly retainSeconds: number;
  readonly start: StartRule;
  readonly volume: number;
  readonly muted: boolean;
}

/**
 * Keeps the queue of tracks and what is shown of it, and feeds an engine for each sample rate. Whatever happens
 * changes the queue first and is shown afterwards, so that listeners may call anything.
 */
export class TrackPlayer implements Player {
  readonly getState: Player['getState'];
  readonly getInitialState: Player['getInitialState'];
  readonly subscribe: Player['subscribe'];

  readonly playback: Player['playback'];

  readonly #parts: TrackPlayerParts;
  readonly #store: StoreApi<PlayerSnapshot>;
  readonly #channel: PlaybackChannel;
  readonly #owner: TrackOwner;
  readonly #turn: Turn;
  readonly #engines: Engines;
  readonly #paces: Paces = new Paces();
  readonly #tracks = new TrackQueue();
  #isPaused = false;
  /** Paused because others speak, which ends with the next track. */
  #isSilenced = false;
  #isClosed = false;
  #undoTimer: Undo | null = null;

  constructor(parts: TrackPlayerParts) {
    this.#parts = parts;
    const { volume, muted } = parts;
    this.#store = createStore<PlayerSnapshot>(() => ({ state: 'idle', tracks: 0, volume, muted }));
    this.getState = this.#store.getState;
    this.getInitialState = this.#store.getInitialState;
    this.subscribe = (listener) => this.#store.subscribe(guarded(listener));
    this.#channel = new PlaybackChannel(
      parts.clock,
      () => this.#tracks.head?.describePlayback() ?? null,
      () => this.#tracks.head?.head.isSounding === true,
    );
    this.playback = this.#channel.store;
    this.#engines = new Engines(parts.openEngine, this.#outputVolume, {
      reported: (reports) => {
        for (const report of reports) this.#tracks.note(report);
        this.#update();
      },
      accessChanged: () => this.#update(),
      isWanted: (sampleRateHz) => this.#tracks.needs(sampleRateHz),
      lost: (sampleRateHz, error) => {
        this.#tracks.startAnew(sampleRateHz, error);
        this.#update();
      },
    });
    this.#turn = parts.openTurn({
      changed: () => this.#update(),
      silenced: () => {
        this.#isSilenced = true;
        this.#setPaused(true);
      },
    });
    this.#owner = {
      received: (track) => {
        if (track.isEmpty) this.#update();
        else this.#feed();
        if (track === this.#tracks.head) this.#channel.grew();
      },
      settle: (track, snapshot) => {
        this.#tracks.end(track, snapshot);
        this.#update();
      },
      seek: (track, frame) => this.#seek(track, frame),
      replay: (track, frame) => {
        this.#queue(track, 'replay a track');
        this.#seek(track, frame);
        // Where there is no engine for it any more, it is over already.
        this.#update();
      },
    };
  }

  open(given: PcmFormat, options: OpenTrackOptions = {}): Track {
    const doing = 'open a track';
    const format = checkFormat(doing, given);
    objectOption(doing, 'options', options);
    knownOptions(doing, options, { endpoint: true });
    if (options.endpoint !== undefined) stringOption(doing, 'endpoint', options.endpoint);
    const { clock, retainSeconds, start } = this.#parts;
    const track = new QueuedTrack({
      format,
      retainSeconds,
      policy: new StartPolicy(start, this.#paces.of(options.endpoint ?? '')),
      clock,
      engine: () => this.#engines.get(format.sampleRateHz),
    });
    this.#queue(track, doing);
    this.#update();
    return createTrackHandle(track, this.#owner);
  }

  pause(): void {
    this.#isSilenced = false;
    this.#setPaused(true);
  }

  resume(): void {
    this.#isSilenced = false;
    this.#setPaused(false);
  }

  stop(): void {
    for (const track of this.#tracks) this.#tracks.end(track, { state: 'stopped' });
    this.#update();
  }

  skip(): void {
    if (this.#tracks.head !== undefined) this.#tracks.end(this.#tracks.head, { state: 'stopped' });
    this.#update();
  }

  setVolume(given: number): void {
    // Not a number, so that a missing one is refused.
    const volume = numberOption('set the volume', 'volume', given ?? null, 1, { min: 0, max: 1 });
    this.#setOutput({ volume });
  }

  setMuted(muted: boolean): void {
    if (typeof muted !== 'boolean') throw invalidOption('mute the player', 'muted', muted, 'true or false');
    this.#setOutput({ muted });
  }

  async unlock(): Promise<boolean> {
    return !this.#isClosed && (await this.#engines.unlock(this.#parts.expectedSampleRateHz));
  }

  audioContext(sampleRateHz?: number): AudioContext | null {
    const fallback = this.#parts.expectedSampleRateHz;
    const rate = checkSampleRate('get the audio context', 'sampleRateHz', sampleRateHz, fallback);
    if (this.#isClosed) return null;
    try {
      return this.#engines.open(rate).context;
    } catch {
      return null;
    }
  }

  connect(node: AudioNode): Undo {
    return this.#engines.connect(node);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.stop();
    this.#engines.close();
    this.#turn.close();
  }

  #setPaused(isPaused: boolean): void {
    if (this.#isPaused === isPaused || this.#isClosed) return;
    this.#isPaused = isPaused;
    this.#update();
  }

  #setOutput(changes: Partial<Pick<PlayerSnapshot, 'volume' | 'muted'>>): void {
    this.#show(changes);
    this.#engines.setVolume(this.#outputVolume);
  }

  get #outputVolume(): number {
    const { volume, muted } = this.#store.getState();
    return muted ? 0 : volume;
  }

  /** Gives a track a place behind those that are open, if it has none; it fails where there can be no sound. */
  #queue(track: QueuedTrack, doing: string): void {
    if (this.#isClosed) throw new CuelightError('closed', { doing, because: 'the player is closed' });
    if (this.#tracks.has(track)) return;
    this.#tracks.add(track);
    // Who begins to speak silences the others, not itself.
    if (this.#isSilenced) this.resume();
    try {
      this.#engines.open(track.format.sampleRateHz);
    } catch (error) {
      if (!CuelightError.is(error)) throw error;
      this.#tracks.end(track, { state: 'failed', error });
    }
  }

  #seek(track: QueuedTrack, frame: number): void {
    if (!this.#tracks.has(track)) return;
    this.#tracks.seek(track, frame);
    this.#update();
    track.playback.changed();
    this.#channel.changed();
  }

  /** Comes after every change: acts on it, then shows it. */
  #update(): void {
    this.#tracks.endEmpty();
    this.#feed();
    this.#tracks.showEndings();
    const { head } = this.#tracks;
    head?.showAsHead(this.#isPaused, head.access === 'blocked', this.#turn.isWaiting);
    this.#show({ state: this.#tracks.head?.headState ?? 'idle', tracks: this.#tracks.size });
  }

  #show(changes: Partial<PlayerSnapshot>): void {
    const shown = this.#store.getState();
    const next = { ...shown, ...changes };
    const { state, tracks, volume, muted } = next;
    if (state === shown.state && tracks === shown.tracks && volume === shown.volume && muted === shown.muted)
      return;
    this.#store.setState(next, true);
    this.#channel.changed();
  }

  /** Wants the turn to speak from the first audio on until there is no more to say, and is silent without it. */
  #takeTurn(): void {
    const { head } = this.#tracks;
    const canSpeak =
      head !== undefined &&
      head.received.frames > 0 &&
      !this.#isPaused &&
      // One that sleeps wakes only for those that have the turn.
      (head.access === 'running' || head.access === 'waking');
    this.#turn.want(canSpeak);
    this.#engines.setHeld(this.#isPaused || !this.#turn.isMine);
  }

  /** Sends the engine whose turn it is what it has room for. */
  #feed(): void {
    this.#takeTurn();
    this.#undoTimer?.();
    this.#undoTimer = null;
    const rate = this.#tracks.head?.format.sampleRateHz;
    if (rate === undefined) return;
    const engine = this.#engines.get(rate);
    if (engine === null) return;
    const askAgainInMs = feedEngine(engine, rate, this.#tracks);
    if (askAgainInMs !== null) {
      this.#undoTimer = this.#parts.clock.setTimer(askAgainInMs, () => this.#feed());
    }
  }
}
