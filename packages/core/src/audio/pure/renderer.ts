import type { Command, Report } from './commands.ts';
import { PageQueue } from './page-queue.ts';

/** Long enough that a cut does not click, short enough that it feels immediate. */
const RAMP_MS = 5;
/** From silence to full volume: a slider that is dragged must not be heard as steps. */
const VOLUME_RAMP_MS = 20;
/** For topping up; whoever shows a position reckons on from it. */
const PROGRESS_PER_SECOND = 10;
const NOTHING: readonly Report[] = [];

class RenderedTrack {
  readonly id: number;
  readonly queue: PageQueue;
  isReleased = false;
  isFinished = false;
  readonly #startFrame: number;
  playedFrames: number;

  constructor(id: number, startFrame: number, queue: PageQueue = new PageQueue()) {
    this.id = id;
    this.queue = queue;
    this.#startFrame = startFrame;
    this.playedFrames = startFrame;
  }

  copy(): RenderedTrack {
    const copy = new RenderedTrack(this.id, this.#startFrame, this.queue.copy());
    copy.isReleased = this.isReleased;
    copy.isFinished = this.isFinished;
    copy.playedFrames = this.playedFrames;
    return copy;
  }

  /** It comes up from silence: nothing of it has sounded, and what it begins with is not its beginning. */
  get isCutIn(): boolean {
    return this.playedFrames === this.#startFrame && this.#startFrame > 0;
  }
}

/**
 * What the audio thread does, as a plain class: turns pages of tracks into one stream of samples.
 *
 * Every sample of a track that is neither stopped nor sought is rendered exactly once and in order, and the first
 * sample of a track follows the last one of the track before it directly. Between ramps, at full volume, samples are
 * bit exact. Sound that is cut off goes down over 5 ms, on its own further samples where it has them, else on its last
 * one held; sound that goes on in the middle of a track comes up over 5 ms. A track's own beginning is left as it is.
 */
export class Renderer {
  readonly #sampleRateHz: number;
  readonly #rampFrames: number;
  readonly #progressFrames: number;
  readonly #volumeStep: number;
  #tracks: RenderedTrack[] = [];
  #reports: Report[] = [];
  #isPaused = false;
  #isClosing = false;

  #volume = 1;
  #wantedVolume = 1;
  /** Of the track alone, in steps of the ramp: 0 is silence, `#rampFrames` the samples as they are. */
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
    this.#sampleRateHz = sampleRateHz;
    this.#rampFrames = Math.max(1, Math.round((sampleRateHz * RAMP_MS) / 1000));
    this.#progressFrames = Math.round(sampleRateHz / PROGRESS_PER_SECOND);
    this.#volumeStep = 1000 / (VOLUME_RAMP_MS * sampleRateHz);
  }

  /** One that goes on as this one would, apart from it: for engines that render ahead and take it back. */
  copy(): Renderer {
    const copy = new Renderer(this.#sampleRateHz);
    const copies = new Map<RenderedTrack | null, RenderedTrack>();
    for (const track of [...this.#tracks, this.#fading, this.#announced]) {
      if (track !== null && !copies.has(track)) copies.set(track, track.copy());
    }
    copy.#tracks = this.#tracks.map((track) => copies.get(track)!);
    copy.#fading = copies.get(this.#fading) ?? null;
    copy.#announced = copies.get(this.#announced) ?? null;
    copy.#reports = [...this.#reports];
    copy.#isPaused = this.#isPaused;
    copy.#isClosing = this.#isClosing;
    copy.#volume = this.#volume;
    copy.#wantedVolume = this.#wantedVolume;
    copy.#level = this.#level;
    copy.#isFalling = this.#isFalling;
    copy.#held = this.#held;
    copy.#framesSinceReport = this.#framesSinceReport;
    return copy;
  }

  receive(command: Command): void {
    switch (command.type) {
      case 'open':
        this.#tracks.push(new RenderedTrack(command.track, command.startFrame));
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
        this.#replace(command.track);
        return;
      case 'seek':
        this.#replace(command.track, new RenderedTrack(command.next, command.startFrame));
        return;
      case 'volume':
        this.#wantedVolume = command.volume;
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
    // In silence there is nothing to be heard of a ramp.
    if (this.#level === 0) this.#volume = this.#wantedVolume;
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
    this.#applyVolume(output);
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

  #replace(id: number, ...next: readonly RenderedTrack[]): void {
    const track = this.#find(id);
    if (track === undefined) {
      // It has just ended, which whoever asks does not know yet: what it wants comes first all the same.
      this.#tracks.unshift(...next);
      return;
    }
    const isHeard = track === this.#head && this.#level > 0;
    this.#tracks = this.#tracks.flatMap((other) => (other === track ? next : other));
    // If it is falling already, it falls on: `#fading` still has it.
    if (isHeard && !this.#isFalling) this.#startFalling(track);
  }

  /** Whether there is a sample to render now. Retires finished tracks and notices dry ones on the way. */
  #canSound(): boolean {
    if (this.#isPaused || this.#isClosing) return false;
    for (let head = this.#head; head?.isReleased === true; head = this.#head) {
      if (head.queue.frames > 0) return this.#level === 0 || !head.isCutIn;
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
    return head !== null && head.isReleased && head.playedFrames > 0 && !head.isCutIn ? head : null;
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
      if (fading !== null && fading === this.#head) this.#report('progress', fading);
      this.#fading = null;
    }
    return end;
  }

  #applyVolume(output: Float32Array): void {
    if (this.#volume === 1 && this.#wantedVolume === 1) return;
    for (let at = 0; at < output.length; at++) {
      const left = this.#wantedVolume - this.#volume;
      this.#volume =
        Math.abs(left) <= this.#volumeStep
          ? this.#wantedVolume
          : this.#volume + Math.sign(left) * this.#volumeStep;
      output[at]! *= this.#volume;
    }
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
