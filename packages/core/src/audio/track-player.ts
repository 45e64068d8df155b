import { createStore } from 'zustand/vanilla';
import { guarded } from '../store.ts';
import { CuelightError } from '../errors.ts';
import { invalidOption } from '../options.ts';
import type { Undo } from '../platform/clock.ts';
import { checkFormat, checkSampleRate } from './check-format.ts';
import type { AudioClock, Engine, OpenEngine } from './engine.ts';
import { feedEngine } from './feeder.ts';
import type { Report } from './pure/commands.ts';
import type { PcmFormat } from './pure/format.ts';
import { QueuedTrack } from './queued-track.ts';
import type { Player, PlayerSnapshot, Track, TrackSnapshot } from './types.ts';

export interface TrackPlayerParts {
  readonly clock: AudioClock;
  readonly openEngine: OpenEngine;
  readonly expectedSampleRateHz: number;
}

/**
 * Keeps the queue of tracks and what is shown of it, and feeds an engine for each sample rate. Whatever happens
 * changes the queue first and is shown afterwards, so that listeners may call anything.
 */
export class TrackPlayer implements Player {
  readonly getState: Player['getState'];
  readonly getInitialState: Player['getInitialState'];
  readonly subscribe: Player['subscribe'];

  readonly #parts: TrackPlayerParts;
  readonly #store = createStore<PlayerSnapshot>(() => ({ state: 'idle', tracks: 0 }));
  readonly #engines = new Map<number, Engine>();
  /** Those that are not over, in the order in which they were opened. */
  readonly #tracks = new Set<QueuedTrack>();
  /** Those that are over and have not shown it yet. */
  #ending: { readonly track: QueuedTrack; readonly snapshot: TrackSnapshot }[] = [];
  #lastId = 0;
  #isPaused = false;
  #isClosed = false;
  #undoTimer: Undo | null = null;

  constructor(parts: TrackPlayerParts) {
    this.#parts = parts;
    this.getState = this.#store.getState;
    this.getInitialState = this.#store.getInitialState;
    this.subscribe = (listener) => this.#store.subscribe(guarded(listener));
  }

  open(given: PcmFormat): Track {
    if (this.#isClosed) {
      throw new CuelightError('closed', { doing: 'open a track', because: 'the player is closed' });
    }
    const track = new QueuedTrack(++this.#lastId, checkFormat('open a track', given), this.#parts.clock, {
      received: () => this.#feed(),
      settle: (which, snapshot) => {
        this.#settle(which, snapshot);
        this.#update();
      },
    });
    this.#tracks.add(track);
    try {
      this.#engineOf(track.format.sampleRateHz);
    } catch (error) {
      if (!CuelightError.is(error)) throw error;
      this.#settle(track, { state: 'failed', error });
    }
    this.#update();
    return track.handle;
  }

  pause(): void {
    this.#setPaused(true);
  }

  resume(): void {
    this.#setPaused(false);
  }

  stop(): void {
    for (const track of this.#tracks) this.#settle(track, { state: 'stopped' });
    this.#update();
  }

  async unlock(): Promise<boolean> {
    if (this.#isClosed) return false;
    try {
      if (this.#engines.size === 0) this.#engineOf(this.#parts.expectedSampleRateHz);
    } catch {
      // The tracks that need the engine will say why there is none.
      return false;
    }
    const answers = await Promise.all([...this.#engines.values()].map((engine) => engine.unlock()));
    return answers.every(Boolean);
  }

  audioContext(sampleRateHz?: number): AudioContext | null {
    const fallback = this.#parts.expectedSampleRateHz;
    const rate = checkSampleRate('get the audio context', 'sampleRateHz', sampleRateHz, fallback);
    if (this.#isClosed) return null;
    try {
      return this.#engineOf(rate).context;
    } catch {
      return null;
    }
  }

  connect(node: AudioNode): Undo {
    for (const engine of this.#engines.values()) {
      if (engine.context !== null && engine.context === node.context) return engine.connect(node);
    }
    throw invalidOption(
      'connect a node to the player',
      'node',
      node,
      'a node of this context',
      'Make it in the context that audioContext() returns.',
    );
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.stop();
    for (const engine of this.#engines.values()) engine.close();
    this.#engines.clear();
  }

  #setPaused(isPaused: boolean): void {
    if (this.#isPaused === isPaused || this.#isClosed) return;
    this.#isPaused = isPaused;
    for (const engine of this.#engines.values()) engine.send({ type: isPaused ? 'pause' : 'resume' });
    this.#update();
  }

  #engineOf(sampleRateHz: number): Engine {
    const known = this.#engines.get(sampleRateHz);
    if (known !== undefined) return known;
    const engine = this.#parts.openEngine(sampleRateHz, {
      reported: (reports) => {
        for (const report of reports) this.#note(report);
        this.#update();
      },
      accessChanged: () => this.#update(),
      failed: (error) => {
        this.#engines.delete(sampleRateHz);
        for (const track of this.#tracks) {
          if (track.format.sampleRateHz === sampleRateHz) this.#settle(track, { state: 'failed', error });
        }
        this.#update();
      },
    });
    this.#engines.set(sampleRateHz, engine);
    if (this.#isPaused) engine.send({ type: 'pause' });
    return engine;
  }

  get #head(): QueuedTrack | undefined {
    for (const track of this.#tracks) return track;
    return undefined;
  }

  #note(report: Report): void {
    for (const track of this.#tracks) {
      if (track.id !== report.track) continue;
      track.note(report);
      if (report.type === 'ended') this.#settle(track, { state: 'ended' });
      return;
    }
  }

  /** Takes a track out of the queue, once. `#update` shows how it ended. */
  #settle(track: QueuedTrack, snapshot: TrackSnapshot): void {
    if (!this.#tracks.delete(track)) return;
    if (track.isOpened && snapshot.state !== 'ended') {
      this.#engines.get(track.format.sampleRateHz)?.send({ type: 'stop', track: track.id });
    }
    this.#ending.push({ track, snapshot });
  }

  /** Comes after every change: acts on it, then shows it. */
  #update(): void {
    this.#feed();
    // One by one: a listener that throws, or calls the player, must not make another track miss its end.
    for (let ending = this.#ending.shift(); ending !== undefined; ending = this.#ending.shift()) {
      ending.track.end(ending.snapshot);
    }
    const head = this.#head;
    if (head !== undefined) {
      const engine = this.#engines.get(head.format.sampleRateHz);
      head.showAsHead(this.#isPaused, engine?.access === 'blocked');
    }
    const state = this.#head?.headState ?? 'idle';
    const tracks = this.#tracks.size;
    const shown = this.#store.getState();
    if (shown.state !== state || shown.tracks !== tracks) this.#store.setState({ state, tracks }, true);
  }

  /** Sends the engine whose turn it is what it has room for. */
  #feed(): void {
    this.#undoTimer?.();
    this.#undoTimer = null;
    const rate = this.#head?.format.sampleRateHz;
    if (rate === undefined) return;
    const engine = this.#engines.get(rate);
    if (engine === undefined) return;
    const askAgainInMs = feedEngine(engine, rate, this.#tracks);
    if (askAgainInMs !== null) {
      this.#undoTimer = this.#parts.clock.setTimer(askAgainInMs, () => this.#feed());
    }
  }
}
