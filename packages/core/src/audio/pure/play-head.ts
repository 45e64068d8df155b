import type { Report } from './commands.ts';

/** Reports come ten times a second; when they stay away for longer, nothing is known. */
const LONGEST_RECKONING_MS = 250;

/**
 * Where a track is, reckoned on from the last report of the engine, and how it got there. Frames count from the
 * beginning of the track, times are monotonic milliseconds.
 */
export class PlayHead {
  /** Up to which it was rendered, as last reported. */
  playedFrames = 0;
  isSounding = false;
  /** Changes with each jump; `takeFrame` is where the last one went. */
  take = 0;
  takeFrame = 0;
  underruns = 0;
  firstSoundAtMs: number | null = null;

  readonly #framesPerMs: number;
  #reportedAtMs = 0;
  #heardFrames = 0;
  #stalledMs = 0;
  #stalledAtMs: number | null = null;

  constructor(sampleRateHz: number) {
    this.#framesPerMs = sampleRateHz / 1000;
  }

  note(report: Report, nowMs: number): void {
    this.playedFrames = report.playedFrames;
    this.#reportedAtMs = nowMs;
    this.isSounding = report.type === 'playing' || report.type === 'progress';
    if (report.type === 'playing') {
      this.firstSoundAtMs ??= nowMs;
      this.#endStall(nowMs);
    } else if (report.type === 'starved') {
      this.underruns++;
      this.#stalledAtMs = nowMs;
    }
  }

  /** It is kept from sounding. Waiting for somebody to let it go on is no stall. */
  hush(nowMs: number): void {
    this.isSounding = false;
    this.#endStall(nowMs);
  }

  jumpTo(frame: number, nowMs: number): void {
    this.hush(nowMs);
    this.take++;
    this.takeFrame = frame;
    this.playedFrames = frame;
    this.#heardFrames = frame;
  }

  /** What has left the loudspeaker, for a device that holds that much. It never goes back but by a jump. */
  heardFrames(nowMs: number, latencySeconds: number, receivedFrames: number): number {
    let frames = this.playedFrames;
    if (this.isSounding) {
      const sinceMs = Math.min(nowMs - this.#reportedAtMs, LONGEST_RECKONING_MS);
      frames = Math.min(receivedFrames, Math.floor(frames + sinceMs * this.#framesPerMs));
      frames -= Math.round(latencySeconds * 1000 * this.#framesPerMs);
    }
    this.#heardFrames = Math.max(this.#heardFrames, frames);
    return this.#heardFrames;
  }

  stalledMs(nowMs: number): number {
    return this.#stalledMs + (this.#stalledAtMs === null ? 0 : nowMs - this.#stalledAtMs);
  }

  #endStall(nowMs: number): void {
    this.#stalledMs = this.stalledMs(nowMs);
    this.#stalledAtMs = null;
  }
}
