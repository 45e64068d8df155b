import { CuelightError } from '../../errors.ts';
import type { Undo } from '../../platform/clock.ts';
import type { AudioAccess, AudioClock, Engine, EngineListener } from '../engine.ts';
import type { Command, Report } from '../pure/commands.ts';
import { leaseContext, type ContextLease } from '../shared-context.ts';
import { loadWorklet } from './load-worklet.ts';
import { PROCESSOR_NAME } from './processor-name.ts';

/** For the message to reach the audio thread and the fade to be rendered; what the device holds comes on top. */
const FADE_OUT_MS = 50;

export interface WorkletEngineOptions {
  readonly clock: AudioClock;
  /** `null`: the library's own copy. */
  readonly workletUrl: string | null;
}

/** Plays through an AudioWorklet in the page's AudioContext of the tracks' rate. */
export class WorkletEngine implements Engine {
  readonly kind = 'worklet';
  readonly #lease: ContextLease;
  readonly #listener: EngineListener;
  readonly #clock: AudioClock;
  readonly #output: GainNode;
  #node: AudioWorkletNode | null = null;
  /** What was sent before the worklet was there. */
  #waiting: Command[] = [];
  #isClosed = false;

  /** @throws CuelightError `no-audio`. What goes wrong later comes through `listener.failed`. */
  constructor(sampleRateHz: number, listener: EngineListener, options: WorkletEngineOptions) {
    this.#listener = listener;
    this.#clock = options.clock;
    this.#lease = leaseContext(sampleRateHz, options.clock, {
      accessChanged: () => {
        if (!this.#isClosed) listener.accessChanged();
      },
      closed: () => this.#fail('the AudioContext was closed'),
    });
    this.#output = new GainNode(this.context);
    this.#output.connect(this.context.destination);
    loadWorklet(this.context, options.workletUrl)
      .then(() => this.#start())
      .catch((cause: unknown) =>
        this.#fail(
          'the audio worklet did not start',
          cause,
          'Where workletUrl is given, serve the file of this version of the library there.',
        ),
      );
  }

  get context(): AudioContext {
    return this.#lease.context;
  }

  get outputLatencySeconds(): number | null {
    // Not every browser knows it.
    const { baseLatency, outputLatency }: Partial<Pick<AudioContext, 'baseLatency' | 'outputLatency'>> =
      this.context;
    return outputLatency === undefined ? null : (baseLatency ?? 0) + outputLatency;
  }

  get access(): AudioAccess {
    return this.#lease.access();
  }

  send(command: Command): void {
    if (this.#isClosed) return;
    if (this.#node === null) this.#waiting.push(command);
    else post(this.#node, command);
  }

  unlock(): Promise<boolean> {
    return this.#isClosed ? Promise.resolve(false) : this.#lease.unlock();
  }

  connect(node: AudioNode): Undo {
    // A node of its own for each connection, so that one undo leaves another to the same node alone.
    const tap = new GainNode(this.context);
    this.#output.connect(tap);
    tap.connect(node);
    return () => tap.disconnect();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#waiting = [];
    if (this.#node === null || this.access !== 'running') return this.#letGo();
    // Closing a context cuts off what its device still holds, which clicks where it is not silent yet.
    post(this.#node, { type: 'close' });
    // Not every browser knows it.
    const { outputLatency }: Partial<Pick<AudioContext, 'outputLatency'>> = this.context;
    this.#clock.setTimer(FADE_OUT_MS + (outputLatency ?? 0) * 1000, () => this.#letGo());
  }

  #start(): void {
    if (this.#isClosed) return;
    const node = new AudioWorkletNode(this.context, PROCESSOR_NAME, {
      numberOfInputs: 0,
      outputChannelCount: [1],
    });
    node.port.addEventListener('message', (event: MessageEvent<readonly Report[]>) => {
      if (!this.#isClosed) this.#listener.reported(event.data);
    });
    node.port.start();
    node.addEventListener('processorerror', () => this.#fail('the audio worklet broke down'));
    node.connect(this.#output);
    this.#node = node;
    for (const command of this.#waiting) post(node, command);
    this.#waiting = [];
  }

  #fail(because: string, cause?: unknown, advice: string = 'Open the track again.'): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#letGo();
    this.#listener.failed(
      CuelightError.is(cause)
        ? cause
        : new CuelightError('no-audio', { doing: 'play audio', because, advice, cause }),
    );
  }

  #letGo(): void {
    if (this.#node !== null) {
      // Lets the browser drop the processor, also in a context that others keep open.
      post(this.#node, { type: 'close' });
      this.#node.disconnect();
      this.#node = null;
    }
    this.#output.disconnect();
    this.#lease.release();
  }
}

function post(node: AudioWorkletNode, command: Command): void {
  node.port.postMessage(command, command.type === 'page' ? [command.samples.buffer] : []);
}
