import type { Command, Report } from './commands.ts';
import { Renderer } from './renderer.ts';
import { Resampler } from './resampler.ts';

/**
 * A renderer whose samples come out at the rate of what plays them: untouched where it is the rate of the tracks,
 * else resampled. Reports count in frames of the tracks either way.
 */
export class OutputRenderer {
  readonly #renderer: Renderer;
  /** `null` where both rates are the same. */
  readonly #resampler: Resampler | null;
  #source = new Float32Array(128);
  /** What the resampler still holds back when the renderer has fallen silent for good. */
  #heldBackFrames: number;

  constructor(renderer: Renderer, resampler: Resampler | null) {
    this.#renderer = renderer;
    this.#resampler = resampler;
    this.#heldBackFrames = 2 * (resampler?.delayFrames ?? 0);
  }

  /** One that goes on as this one would, apart from it. Of one that is not closed. */
  copy(): OutputRenderer {
    return new OutputRenderer(this.#renderer.copy(), this.#resampler?.copy() ?? null);
  }

  receive(command: Command): void {
    this.#renderer.receive(command);
  }

  takeReports(): readonly Report[] {
    return this.#renderer.takeReports();
  }

  /** Fills all of `output`. False once closed and silent: it need not be called again. */
  render(output: Float32Array): boolean {
    if (this.#resampler === null) return this.#renderer.render(output);
    const frames = this.#resampler.framesFor(output.length);
    if (this.#source.length < frames) this.#source = new Float32Array(frames);
    const source = this.#source.subarray(0, frames);
    const isAlive = this.#renderer.render(source);
    this.#resampler.process(source, output);
    if (!isAlive) this.#heldBackFrames -= frames;
    return isAlive || this.#heldBackFrames > 0;
  }
}

export function createOutputRenderer(sampleRateHz: number, outputRateHz: number): OutputRenderer {
  const resampler = sampleRateHz === outputRateHz ? null : new Resampler(sampleRateHz, outputRateHz);
  return new OutputRenderer(new Renderer(sampleRateHz), resampler);
}
