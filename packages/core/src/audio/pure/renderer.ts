import type { Command, Report } from './commands.ts';
import { PageQueue } from './page-queue.ts';

/** Long enough that a cut does not click, short enough that it feels immediate. */
const RAMP_MS = 5;
const PROGRESS_PER_SECOND = 25;
const NOTHING: readonly Report[] = [];

class RenderedTrack {
  readonly id: number;
  readonly queue: PageQueue = new PageQueue();
  isReleased = false;
  isFinished = false;
  playedFrames = 0;

  constructor(id: number) {
    this.id = id;
  }
}

/**
 * What the audio thread does, as a plain class: turns pages of tracks into one stream of samples.
 *
 * Every sample of a track that is not stopped is rendered exactly once and in order, and the first sample of
 * a track follows the last one of the track before it directly. Between ramps samples are bit exact. Sound that
 * is cut off goes down over 5 ms, on its own further samples where it has them, else on its last one held;
 * sound that goes on in the middle of a track comes up over 5 ms. A track's own beginning is left as it is.
 */
export class Renderer {
  readonly #rampFrames: number;
  readonly #progressFrames: number;
  #tracks: RenderedTrack[] = [];
  #reports: Report[] = [];
  #isPaused = false;
  #isClosing = false;

  /** Volume in steps of the ramp: 0 is silence, `#rampFrames` the samples as they are. */
  #level = 0;
  /** Whether the level is on its way down; `#fading` is what is heard meanwhile, `null` the held sample. */
  #isFalling = false;
  #fading: RenderedTrack | null = null;
  /** The last sample before the ramp was applied. */
  #held = 0;

  /** The track whose `playing` has been reported; none while paused, dry or silent. */
  #announced: RenderedTrack | null = null;
  #framesSinceReport = 0;

  constructor(sampleRateHz: number) {
    this.#rampFrames = Math.max(1, Math.round((sampleRateHz * RAMP_MS) / 1000));
    this.#progressFrames = Math.round(sampleRateHz / PROGRESS_PER_SECOND);
  }

  receive(command: Command): void {
    switch (command.type) {
      case 'open':
        this.#tracks.push(new RenderedTrack(command.track));
        return;
      case 'page':
        this.#find(command.track)?.queue.push(command.samples);
        return;
      case 'finish': {
        const track = this.#find(command.track);
        if (track !== undefined) track.isFinished = true;
        return;
      }
      case 'release': {
        const track = this.#find(command.track);
        if (track !== undefined) track.isReleased = true;
        return;
      }
      case 'stop':
        this.#stop(command.track);
        return;
      case 'pause':
        this.#isPaused = true;
        this.#announced = null;
        return;
      case 'resume':
        this.#isPaused = false;
        return;
      case 'close':
        this.#isClosing = true;
        return;
      default:
        // A command of another version of the library: the worklet may be served as a file of its own.
        command satisfies never;
    }
  }

  /** Fills all of `output`. False once closed and silent: it need not be called again. */
  render(output: Float32Array): boolean {
    let at = 0;
    while (at < output.length) {
      if (this.#isFalling) at = this.#fall(output, at);
      else if (this.#canSound()) at = this.#sound(output, at);
      else if (this.#level > 0) this.#startFalling(this.#interrupted());
      else {
        output.fill(0, at);
        break;
      }
    }
    return this.#level > 0 || !this.#isClosing;
  }

  /** What there is to tell since the last call, in order. */
  takeReports(): readonly Report[] {
    if (this.#reports.length === 0) return NOTHING;
    const reports = this.#reports;
    this.#reports = [];
    return reports;
  }

  get #head(): RenderedTrack | null {
    return this.#tracks[0] ?? null;
  }

  #find(id: number): RenderedTrack | undefined {
    return this.#tracks.find((track) => track.id === id);
  }

  #stop(id: number): void {
    const track = this.#find(id);
    if (track === undefined) return;
    const isHeard = track === this.#head && this.#level > 0;
    this.#tracks = this.#tracks.filter((other) => other !== track);
    // If it is falling already, it falls on: `#fading` still has it.
    if (isHeard && !this.#isFalling) this.#startFalling(track);
  }

  /** Whether there is a sample to render now. Retires finished tracks and notices dry ones on the way. */
  #canSound(): boolean {
    if (this.#isPaused || this.#isClosing) return false;
    for (let head = this.#head; head?.isReleased === true; head = this.#head) {
      if (head.queue.frames > 0) return true;
      if (head.isFinished) this.#retire(head);
      else {
        head.isReleased = false;
        this.#announced = null;
        this.#report('starved', head);
      }
    }
    return false;
  }

  #sound(output: Float32Array, start: number): number {
    const track = this.#head!;
    if (this.#level === 0 && track.playedFrames === 0) this.#level = this.#rampFrames;
    const end = this.#read(track, output, start, output.length);
    for (let at = start; at < end && this.#level < this.#rampFrames; at++) {
      this.#level++;
      output[at]! *= this.#level / this.#rampFrames;
    }
    if (this.#announced !== track) {
      this.#announced = track;
      this.#report('playing', track);
    }
    this.#advance(track, end - start);
    return end;
  }

  /** The track that is cut off in its middle, not by running dry: it has samples to fade out on. */
  #interrupted(): RenderedTrack | null {
    const head = this.#head;
    return head !== null && head.isReleased && head.playedFrames > 0 ? head : null;
  }

  #startFalling(fading: RenderedTrack | null): void {
    this.#isFalling = true;
    this.#fading = fading;
  }

  #fall(output: Float32Array, start: number): number {
    const fading = this.#fading;
    if (fading !== null && fading === this.#head && !this.#isPaused && !this.#isClosing) {
      // Resumed before it was silent: it comes up again from where it is.
      this.#isFalling = false;
      return start;
    }
    const end = Math.min(output.length, start + this.#level - 1);
    let read = start;
    if (fading !== null) {
      read = this.#read(fading, output, start, end);
      if (fading === this.#head) this.#advance(fading, read - start);
    }
    output.fill(this.#held, read, end);
    for (let at = start; at < end; at++) {
      this.#level--;
      output[at]! *= this.#level / this.#rampFrames;
    }
    if (this.#level === 1) {
      this.#level = 0;
      this.#isFalling = false;
      this.#fading = null;
    }
    return end;
  }

  #read(track: RenderedTrack, output: Float32Array, start: number, end: number): number {
    const to = track.queue.read(output, start, end);
    if (to > start) this.#held = output[to - 1]!;
    return to;
  }

  #advance(track: RenderedTrack, frames: number): void {
    track.playedFrames += frames;
    this.#framesSinceReport += frames;
    if (track.isFinished && track.queue.frames === 0) this.#retire(track);
    else if (this.#framesSinceReport >= this.#progressFrames) this.#report('progress', track);
  }

  #retire(track: RenderedTrack): void {
    this.#tracks.shift();
    this.#announced = null;
    this.#report('ended', track);
  }

  #report(type: Report['type'], track: RenderedTrack): void {
    this.#framesSinceReport = 0;
    this.#reports.push({ type, track: track.id, playedFrames: track.playedFrames });
  }
}
