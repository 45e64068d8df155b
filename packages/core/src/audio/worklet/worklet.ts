import type { Command } from '../pure/commands.ts';
import { createOutputRenderer, type OutputRenderer } from '../pure/output-renderer.ts';
import { PROCESSOR_NAME } from './processor-name.ts';

/** The part of the audio thread's global scope that is used here: the DOM library does not have it. */
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
interface ProcessorOptions {
  /** The rate is that of the tracks. */
  readonly processorOptions: { readonly sampleRateHz: number };
}
declare function registerProcessor(
  name: string,
  processor: new (options: ProcessorOptions) => AudioWorkletProcessor,
): void;

class PlayerProcessor extends AudioWorkletProcessor {
  readonly #renderer: OutputRenderer;

  constructor({ processorOptions }: ProcessorOptions) {
    super();
    this.#renderer = createOutputRenderer(processorOptions.sampleRateHz, sampleRate);
    this.port.addEventListener('message', (event: MessageEvent<Command>) =>
      this.#renderer.receive(event.data),
    );
    this.port.start();
  }

  /** Called by the browser for every 128 frames or so, until it returns false. */
  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0];
    if (output === undefined) return true;
    const isAlive = this.#renderer.render(output);
    const reports = this.#renderer.takeReports();
    if (reports.length > 0) this.port.postMessage(reports);
    return isAlive;
  }
}

registerProcessor(PROCESSOR_NAME, PlayerProcessor);
