import type { Report } from '../../src/audio/pure/commands.ts';
import { Renderer } from '../../src/audio/pure/renderer.ts';
import { positionCoded } from './position-code.ts';

export const SAMPLE_RATE_HZ = 24_000;
/** Frames of a 5 ms ramp. */
export const RAMP_FRAMES = 120;
export const QUANTUM_FRAMES = 128;

/** A renderer with what it has put out and said so far. */
export class RendererRig {
  readonly renderer: Renderer = new Renderer(SAMPLE_RATE_HZ);
  readonly output: number[] = [];
  readonly reports: Report[] = [];

  /** Opens a released track with the position-coded samples `start` to `end` in one page. */
  track(id: number, start: number, end: number, isFinished: boolean = true): this {
    this.renderer.receive({ type: 'open', track: id, startFrame: 0 });
    this.page(id, start, end);
    if (isFinished) this.renderer.receive({ type: 'finish', track: id });
    this.renderer.receive({ type: 'release', track: id });
    return this;
  }

  page(id: number, start: number, end: number): this {
    this.renderer.receive({ type: 'page', track: id, samples: positionCoded(start, end) });
    return this;
  }

  send(type: 'pause' | 'resume' | 'close'): this {
    this.renderer.receive({ type });
    return this;
  }

  /** Renders, as codes, and returns whether the renderer lives on. */
  render(frames: number = QUANTUM_FRAMES): boolean {
    const block = new Float32Array(frames).fill(Number.NaN);
    const isAlive = this.renderer.render(block);
    for (const value of block) this.output.push(value * 2 ** 15);
    this.reports.push(...this.renderer.takeReports());
    return isAlive;
  }

  /** Reports without `progress`, as `playing 1 @0`. */
  story(): string[] {
    return this.reports
      .filter((report) => report.type !== 'progress')
      .map((report) => `${report.type} ${report.track} @${report.playedFrames}`);
  }
}

/** A value held and faded out: what follows the last sample before a silence. */
export function heldTail(value: number): number[] {
  return Array.from({ length: RAMP_FRAMES - 1 }, (_, index) =>
    Math.fround((value * (RAMP_FRAMES - 1 - index)) / RAMP_FRAMES),
  );
}
