import type { PcmFormat } from '../../../src/audio/pure/format.ts';
import type { Clock, Undo } from '../../../src/platform/clock.ts';
import { FakePlayer, FakeTrack } from './fake-player.ts';

/** A player that is heard in time: a sample a sample's time, after it has come, and one track after the other. */
export class PlayingPlayer extends FakePlayer {
  readonly playing: PlayingTrack[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    super();
    this.#clock = clock;
  }

  override open(format: PcmFormat): PlayingTrack {
    const track = new PlayingTrack(format, this.#clock);
    this.playing.push(track);
    this.tracks.push(track);
    this.#goOn();
    void track.over.then(() => this.#goOn());
    return track;
  }

  override pause(): void {
    this.playing.find((track) => !track.isOver)?.setPaused(true);
  }

  override resume(): void {
    this.playing.find((track) => !track.isOver)?.setPaused(false);
  }

  #goOn(): void {
    this.playing.find((track) => !track.isOver)?.beHeard();
  }
}

export class PlayingTrack extends FakeTrack {
  /** When its first sample was heard; `null` before that. */
  firstSoundAtMs: number | null = null;
  readonly #clock: Clock;
  readonly #chunks: Uint8Array[] = [];
  #byteCount = 0;
  #isHead = false;
  #isPaused = false;
  #position = 0;
  #atMs = 0;
  #undoEnd: Undo | null = null;

  constructor(format: PcmFormat, clock: Clock) {
    super(format);
    this.#clock = clock;
    void this.over.then(() => this.#undoEnd?.());
  }

  get isOver(): boolean {
    return ['ended', 'stopped', 'failed'].includes(this.getState().state);
  }

  get samples(): Int16Array {
    return new Int16Array(Uint8Array.from(Buffer.concat(this.#chunks)).buffer);
  }

  override append(bytes: Uint8Array): void {
    if (this.isOver || this.isFinished) return;
    this.#sync();
    this.#chunks.push(bytes.slice());
    this.#byteCount += bytes.length;
    this.#show();
  }

  override finish(): void {
    this.isFinished = true;
    this.#show();
  }

  beHeard(): void {
    this.#sync();
    this.#isHead = true;
    this.#show();
  }

  setPaused(isPaused: boolean): void {
    this.#sync();
    this.#isPaused = isPaused;
    this.#show();
  }

  override playedSeconds(): number {
    this.#sync();
    return this.#position;
  }

  override receivedSeconds(): number {
    return this.#byteCount / 2 / this.format.sampleRateHz;
  }

  override seek(seconds: number): number {
    this.#position = seconds;
    this.#atMs = this.#clock.now();
    this.#show();
    return seconds;
  }

  get #isSounding(): boolean {
    return this.#isHead && !this.#isPaused;
  }

  #sync(): void {
    const now = this.#clock.now();
    if (this.#isSounding)
      this.#position = Math.min(this.receivedSeconds(), this.#position + (now - this.#atMs) / 1000);
    this.#atMs = now;
  }

  #show(): void {
    this.#undoEnd?.();
    this.#undoEnd = null;
    if (this.isOver || !this.#isHead) return;
    const leftMs = (this.receivedSeconds() - this.playedSeconds()) * 1000;
    if (this.#isPaused) {
      this.become({ state: 'paused' });
      return;
    }
    if (leftMs > 0) this.firstSoundAtMs ??= this.#clock.now();
    const isPlaying = leftMs > 0;
    if (this.getState().state !== (isPlaying ? 'playing' : 'buffering'))
      this.become({ state: isPlaying ? 'playing' : 'buffering' });
    if (!isPlaying && !this.isFinished) return;
    this.#undoEnd = this.#clock.setTimer(leftMs + 0.001, () => {
      if (this.isFinished) this.become({ state: 'ended' });
      else this.#show();
    });
  }
}
