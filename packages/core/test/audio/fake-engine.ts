import type { AudioAccess, Engine, EngineListener } from '../../src/audio/engine.ts';
import type { Command, Report } from '../../src/audio/pure/commands.ts';
import { Renderer } from '../../src/audio/pure/renderer.ts';
import { CuelightError } from '../../src/errors.ts';

/** An engine of the real kind whose audio thread is the test: sound is made when `render` is called. */
export class FakeEngine implements Engine {
  readonly kind = 'silent';
  readonly context = null;
  outputLatencySeconds: number | null = null;
  readonly sampleRateHz: number;
  readonly output: number[] = [];
  /** Everything it was told, in order. */
  readonly commands: Command[] = [];
  access: AudioAccess = 'running';
  isClosed = false;
  /** Whether it keeps what it puts out. */
  isRecording = true;
  lastReport: Report | undefined;
  readonly #listener: EngineListener;
  readonly #renderer: Renderer;

  constructor(sampleRateHz: number, listener: EngineListener) {
    this.sampleRateHz = sampleRateHz;
    this.#listener = listener;
    this.#renderer = new Renderer(sampleRateHz);
  }

  send(command: Command): void {
    this.commands.push(command);
    this.#renderer.receive(command);
  }

  unlock(): Promise<boolean> {
    this.setAccess('running');
    return Promise.resolve(true);
  }

  connect(): () => void {
    throw new Error('no context');
  }

  close(): void {
    this.isClosed = true;
  }

  /** Lets time pass on the audio thread, if sound gets out. */
  render(frames: number): void {
    for (let left = frames; left > 0 && this.access === 'running'; left -= 128) {
      const block = new Float32Array(Math.min(left, 128));
      this.#renderer.render(block);
      if (this.isRecording) for (const value of block) this.output.push(value * 2 ** 15);
      const reports = this.#renderer.takeReports();
      this.lastReport = reports.at(-1) ?? this.lastReport;
      if (reports.length > 0) this.#listener.reported(reports);
    }
  }

  /** Says something that its renderer did not. */
  report(report: Report): void {
    this.#listener.reported([report]);
  }

  setAccess(access: AudioAccess): void {
    this.access = access;
    this.#listener.accessChanged();
  }

  fail(): void {
    this.close();
    this.#listener.failed(
      new CuelightError('no-audio', { doing: 'play audio', because: 'the test said so' }),
    );
  }
}
