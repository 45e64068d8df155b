import type { Command, Report } from './commands.ts';
import type { OutputRenderer } from './output-renderer.ts';

/** As the audio thread does, so that reports come at the same places. */
const QUANTUM_FRAMES = 128;

interface Block {
  readonly start: number;
  /** The renderer as it was before the block. */
  readonly before: OutputRenderer;
  /** What came in since, before the next block. */
  readonly commands: Command[];
}

interface TimedReport {
  readonly report: Report;
  /** On or before which it is true. */
  readonly frame: number;
}

/**
 * Renders ahead of what is heard, and takes it back where a command changes it: the commands then hold from the given
 * frame on, exactly as if rendering had only just got there. Frames are those of the output and only ever rise.
 */
export class AheadRenderer {
  #renderer: OutputRenderer;
  /** What was rendered and may still be taken back, in order. */
  #blocks: Block[] = [];
  #reports: TimedReport[] = [];
  #nextFrame = 0;
  #heardFrame = 0;

  constructor(renderer: OutputRenderer) {
    this.#renderer = renderer;
  }

  /** Where the next block begins. */
  get nextFrame(): number {
    return this.#nextFrame;
  }

  get hasReports(): boolean {
    return this.#reports.length > 0;
  }

  /** Nothing is heard until there: time passes for the listener, not for the tracks. */
  skipTo(frame: number): void {
    if (frame <= this.#nextFrame) return;
    this.#nextFrame = frame;
    this.#blocks = [];
  }

  /** Returns from which frame on what was rendered is void, `null` where all of it stands. */
  receive(command: Command, frame: number): number | null {
    const from = this.#firstChanged(command, frame);
    if (from !== null) this.#takeBack(from);
    this.#apply(command);
    return from;
  }

  /** The next `frames` frames; `null` where there is nothing to be heard: then the renderer stays where it is. */
  render(frames: number): Float32Array<ArrayBuffer> | null {
    const before = this.#renderer.copy();
    const output = new Float32Array(frames);
    const reports = this.#renderQuanta(output);
    if (reports.length === 0 && output.every((sample) => sample === 0)) {
      this.#renderer = before;
      return null;
    }
    this.#blocks.push({ start: this.#nextFrame, before, commands: [] });
    this.#reports.push(...reports);
    this.#nextFrame += frames;
    return output;
  }

  /** What there is to tell, now that everything before `frame` has been heard. */
  takeReports(frame: number): readonly Report[] {
    this.#heardFrame = Math.max(this.#heardFrame, frame);
    const due = this.#reports.filter((timed) => timed.frame <= frame);
    this.#reports = this.#reports.slice(due.length);
    const last = this.#blocks.findLastIndex((block) => block.start <= frame);
    this.#blocks = this.#blocks.slice(Math.max(0, last));
    return due.map(({ report }) => report);
  }

  /** The first frame that a command makes different, no sooner than `frame`; `null` where it is not rendered yet. */
  #firstChanged({ type }: Command, frame: number): number | null {
    if (frame >= this.#nextFrame) return null;
    if (type !== 'open' && type !== 'page' && type !== 'finish') return frame;
    // Audio that comes in belongs at the end of what there is, but where that was rendered as running dry.
    const dry = this.#reports.find(({ report }) => report.type === 'starved');
    if (dry === undefined) return null;
    const block = this.#blocks.findLast(({ start }) => start < dry.frame);
    return Math.max(frame, block?.start ?? 0);
  }

  #apply(command: Command): void {
    this.#renderer.receive(command);
    this.#blocks.at(-1)?.commands.push(command);
  }

  #takeBack(frame: number): void {
    const index = this.#blocks.findLastIndex((block) => block.start <= frame);
    const block = this.#blocks[index];
    if (block === undefined) return;
    const commands = this.#blocks.slice(index).flatMap((each) => each.commands);
    this.#blocks = this.#blocks.slice(0, index);
    this.#reports = this.#reports.filter((timed) => timed.frame <= block.start);
    this.#renderer = block.before;
    this.#nextFrame = block.start;
    if (frame > block.start) {
      this.#blocks.push({ start: block.start, before: block.before.copy(), commands: [] });
      const again = this.#renderQuanta(new Float32Array(frame - block.start));
      // Those that were told already are not told again.
      this.#reports.push(...again.filter((timed) => timed.frame > this.#heardFrame));
      this.#nextFrame = frame;
    }
    for (const command of commands) this.#apply(command);
  }

  #renderQuanta(output: Float32Array): TimedReport[] {
    const reports: TimedReport[] = [];
    for (let at = 0; at < output.length; at += QUANTUM_FRAMES) {
      const end = Math.min(at + QUANTUM_FRAMES, output.length);
      this.#renderer.render(output.subarray(at, end));
      for (const report of this.#renderer.takeReports()) {
        reports.push({ report, frame: this.#nextFrame + end });
      }
    }
    return reports;
  }
}
