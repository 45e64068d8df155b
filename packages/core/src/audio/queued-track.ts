import { createStore, type StoreApi } from 'zustand/vanilla';
import { CuelightError } from '../errors.ts';
import type { AudioAccess, AudioClock, Engine } from './engine.ts';
import { PlaybackChannel } from './playback-channel.ts';
import type { Command, Report } from './pure/commands.ts';
import type { PcmFormat } from './pure/format.ts';
import { countHeard } from './pure/marks.ts';
import { PlayHead } from './pure/play-head.ts';
import type { StartDecision, StartPolicy } from './pure/start-policy.ts';
import { ReceivedAudio } from './received-audio.ts';
import type { Playback, PlayerSnapshot, TrackSnapshot, TrackStatistics } from './types.ts';

type HeadState = Exclude<PlayerSnapshot['state'], 'idle'>;

export interface QueuedTrackParts {
  readonly format: PcmFormat;
  readonly retainSeconds: number;
  readonly policy: StartPolicy;
  readonly clock: AudioClock;
  /** What plays it now, if anything does. */
  readonly engine: () => Engine | null;
}

/**
 * A track as its player sees it: what was received, how far it has been sent to the engine, and what the
 * engine said of it. What happens when is decided by the player.
 */
export class QueuedTrack {
  /** What the engine calls it: another number after each jump. */
  id = 0;
  readonly format: PcmFormat;
  readonly received: ReceivedAudio;
  readonly head: PlayHead;
  readonly playback: PlaybackChannel;
  readonly store: StoreApi<TrackSnapshot> = createStore<TrackSnapshot>(() => ({ state: 'waiting' }));
  readonly over: Promise<TrackSnapshot>;
  /** The engine knows it. */
  isOpened = false;
  /** The engine was told that it may sound. */
  isReleased = false;
  /** The engine was told that it has everything. */
  isSentWhole = false;
  sentFrames = 0;

  readonly #parts: QueuedTrackParts;
  readonly #openedAtMs: number;
  #firstByteAtMs: number | null = null;
  #headState: HeadState = 'buffering';
  #lastEngine: Engine | null = null;
  #resolveOver!: (snapshot: TrackSnapshot) => void;

  constructor(parts: QueuedTrackParts) {
    this.#parts = parts;
    this.format = parts.format;
    this.#openedAtMs = parts.clock.now();
    this.received = new ReceivedAudio(parts.format, parts.retainSeconds);
    this.head = new PlayHead(parts.format.sampleRateHz);
    this.playback = new PlaybackChannel(
      parts.clock,
      () => this.describePlayback(),
      () => this.head.isSounding,
    );
    this.over = new Promise<TrackSnapshot>((resolve) => {
      this.#resolveOver = resolve;
    });
  }

  /** No more audio comes: it was finished, or is over. */
  get isFinished(): boolean {
    return this.received.end !== null;
  }

  /** No audio came, and none will. */
  get isEmpty(): boolean {
    return this.isFinished && this.received.frames === 0;
  }

  get unsentFrames(): number {
    return this.received.frames - this.sentFrames;
  }

  /** How many samples the engine has of it that were not heard. */
  get aheadFrames(): number {
    return this.sentFrames - this.head.playedFrames;
  }

  /** Takes the next samples to be sent, at most `count`. */
  takePage(count: number): Int16Array<ArrayBuffer> {
    const samples = this.received.copy(this.sentFrames, count);
    this.sentFrames += samples.length;
    return samples;
  }

  mayStart(): StartDecision {
    const aheadFrames = this.received.frames - this.head.playedFrames;
    return this.#parts.policy.decide((aheadFrames / this.format.sampleRateHz) * 1000, this.#nowMs);
  }

  /** @throws CuelightError when the bytes contradict the format, or are too many. */
  append(bytes: Uint8Array): void {
    this.#firstByteAtMs ??= this.#nowMs;
    this.#grow(this.received.append(bytes));
  }

  /** @throws CuelightError as `append`. */
  mark(value: unknown): void {
    this.#grow(this.received.endPiece());
    this.received.mark(value);
  }

  /** @throws CuelightError as `append`. */
  finish(): void {
    this.#grow(this.received.endPiece());
    this.received.close('whole');
    this.#parts.policy.ended();
  }

  /** Whether its sound gets out. */
  get access(): AudioAccess | undefined {
    return this.#parts.engine()?.access;
  }

  /** It is to be heard from there, under another number: reports of the last one may be under way. */
  seek(next: number, startFrame: number): void {
    this.#tell({ type: 'seek', track: this.id, next, startFrame });
    this.id = next;
    this.goTo(startFrame);
  }

  /** It is to be heard no more. */
  leave(): void {
    this.#tell({ type: 'stop', track: this.id });
  }

  /** It is to be fed to an engine from there, which knows nothing of it. */
  goTo(frame: number): void {
    this.sentFrames = frame;
    this.isReleased = false;
    this.isSentWhole = false;
    this.head.jumpTo(frame, this.#nowMs);
  }

  /** Takes in what the engine says of it. */
  note(report: Report): void {
    this.head.note(report, this.#nowMs);
    this.received.heardUpTo(report.playedFrames);
    if (report.type !== 'starved') return;
    this.isReleased = false;
    this.#parts.policy.starved();
  }

  /** What was last shown of it while it was its turn. */
  get headState(): HeadState {
    return this.#headState;
  }

  /** Shows the state of a track whose turn it is. */
  showAsHead(isPaused: boolean, isBlocked: boolean, isWaiting: boolean): void {
    this.#headState = this.#nextHeadState(isPaused, isBlocked, isWaiting);
    if (isPaused || isBlocked || isWaiting) this.head.hush(this.#nowMs);
    else if (this.#headState !== 'playing') this.head.isSounding = false;
    this.#show({ state: this.#headState });
  }

  /** It waits for its turn, again. */
  showAsWaiting(): void {
    this.#headState = 'buffering';
    this.#show({ state: 'waiting' });
  }

  /** The track is over: shows how. Its audio stays, for those who hold it. */
  end(snapshot: TrackSnapshot): void {
    this.head.hush(this.#nowMs);
    this.received.close(
      snapshot.error ??
        new CuelightError('cancelled', {
          doing: 'receive the audio of a track',
          because: 'it was stopped before all of it was there',
        }),
    );
    this.#resolveOver(snapshot);
    this.#show(snapshot);
  }

  get engine(): Engine | null {
    this.#lastEngine = this.#parts.engine() ?? this.#lastEngine;
    return this.#lastEngine;
  }

  describePlayback(): Playback {
    const { received, format } = this;
    const marksHeard = this.marksHeard();
    return {
      timeSeconds: this.#heardFrames() / format.sampleRateHz,
      bufferedSeconds: received.frames / format.sampleRateHz,
      durationSeconds: this.isFinished ? received.frames / format.sampleRateHz : null,
      mark: received.marks[marksHeard - 1] ?? null,
    };
  }

  /** How many marks lie before what is heard. */
  marksHeard(): number {
    return countHeard(this.received.marks, this.#heardFrames(), this.store.getState().state === 'ended');
  }

  statistics(): TrackStatistics {
    const { firstSoundAtMs, underruns } = this.head;
    const latencySeconds = this.engine?.outputLatencySeconds ?? null;
    return {
      firstByteMs: this.#firstByteAtMs === null ? null : this.#firstByteAtMs - this.#openedAtMs,
      firstSoundMs: firstSoundAtMs === null ? null : firstSoundAtMs - this.#openedAtMs,
      underruns,
      stalledMs: this.head.stalledMs(this.#nowMs),
      engine: this.engine?.kind ?? null,
      outputLatencyMs: latencySeconds === null ? null : latencySeconds * 1000,
    };
  }

  #tell(command: Command): void {
    if (this.isOpened) this.#parts.engine()?.send(command);
  }

  get #nowMs(): number {
    return this.#parts.clock.now();
  }

  #heardFrames(): number {
    return this.head.heardFrames(this.#nowMs, this.engine?.outputLatencySeconds ?? 0, this.received.frames);
  }

  #nextHeadState(isPaused: boolean, isBlocked: boolean, isWaiting: boolean): HeadState {
    if (isPaused) return 'paused';
    if (isBlocked) return 'blocked';
    if (isWaiting) return 'waiting';
    if (this.head.isSounding) return 'playing';
    // What may go on but is not heard yet stays what it was until the engine reports the first sample.
    const stays = this.#headState === 'paused' || this.#headState === 'blocked';
    return stays && this.isReleased ? this.#headState : 'buffering';
  }

  #show(snapshot: TrackSnapshot): void {
    if (this.store.getState().state === snapshot.state) return;
    this.store.setState(snapshot, true);
    this.playback.changed();
  }

  #grow(frames: number): void {
    if (frames === 0) return;
    this.#parts.policy.received((frames / this.format.sampleRateHz) * 1000, this.#nowMs);
    this.playback.grew();
  }
}
