import { CuelightError } from '../errors.ts';
import type { Undo } from '../platform/clock.ts';
import type { ContextHost } from './context-life.ts';
import type { AudioAccess, Engine, EngineKind, EngineListener } from './engine.ts';
import type { Command, Report } from './pure/commands.ts';
import { leaseContext, type ContextLease } from './shared-context.ts';
import { PendingSound, type OpenSound } from './sound.ts';

/** For the message to reach the audio thread and the fade to be rendered; what the device holds comes on top. */
const FADE_OUT_MS = 50;

export interface WebAudioEngineParts {
  /** Of the context. The tracks' own keeps their samples as they are. */
  readonly contextRateHz: number;
  readonly host: ContextHost;
  readonly openSound: OpenSound;
  /** Of the sound that is being opened. */
  readonly kind: EngineKind;
}

/** Plays in the page's AudioContext: has it running while there is something to play, and loads what makes the sound. */
export class WebAudioEngine implements Engine {
  readonly #parts: WebAudioEngineParts;
  readonly #lease: ContextLease;
  readonly #listener: EngineListener;
  readonly #output: GainNode;
  readonly #sound: PendingSound;
  /** Tracks that are not over. */
  readonly #tracks = new Set<number>();
  #isPaused = false;
  #isClosed = false;

  /** @throws CuelightError `no-audio`. What goes wrong later comes through `listener.failed`. */
  constructor(sampleRateHz: number, listener: EngineListener, parts: WebAudioEngineParts) {
    this.#listener = listener;
    this.#parts = parts;
    this.#lease = leaseContext(parts.contextRateHz, parts.host, {
      accessChanged: () => {
        if (!this.#isClosed) listener.accessChanged();
      },
      lost: () =>
        this.#fail(
          new CuelightError('no-audio', {
            doing: 'play audio',
            because: 'the AudioContext is closed or stands still',
            advice: 'Open the track again.',
          }),
        ),
    });
    this.#output = new GainNode(this.context);
    this.#output.connect(this.context.destination);
    const opening = parts.openSound({
      sampleRateHz,
      context: this.context,
      output: this.#output,
      clock: parts.host.clock,
      reported: (reports) => this.#hear(reports),
      failed: (error) => this.#fail(error),
    });
    this.#sound = new PendingSound(parts.kind, opening, (reason) => this.#fail(reason));
  }

  get kind(): EngineKind {
    return this.#sound.kind;
  }

  get context(): AudioContext {
    return this.#lease.context;
  }

  get access(): AudioAccess {
    return this.#lease.access();
  }

  get outputLatencySeconds(): number | null {
    // Not every browser knows it.
    const { baseLatency, outputLatency }: Partial<Pick<AudioContext, 'baseLatency' | 'outputLatency'>> =
      this.context;
    return outputLatency === undefined ? null : (baseLatency ?? 0) + outputLatency;
  }

  send(command: Command): void {
    if (this.#isClosed) return;
    this.#sound.send(command);
    this.#note(command);
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
    if (!this.#sound.isOpen || this.access !== 'running') return this.#letGo();
    // A context that stops cuts off what its device still holds, which clicks where it is not silent yet.
    this.#sound.send({ type: 'close' });
    const latencyMs = (this.outputLatencySeconds ?? 0) * 1000;
    this.#parts.host.clock.setTimer(FADE_OUT_MS + latencyMs, () => this.#letGo());
  }

  #hear(reports: readonly Report[]): void {
    if (this.#isClosed) return;
    for (const report of reports) if (report.type === 'ended') this.#tracks.delete(report.track);
    this.#listener.reported(reports);
    this.#work();
  }

  /** Keeps the context running for what there is to play. */
  #note(command: Command): void {
    switch (command.type) {
      case 'open':
        this.#tracks.add(command.track);
        break;
      case 'stop':
        this.#tracks.delete(command.track);
        break;
      case 'seek':
        this.#tracks.delete(command.track);
        this.#tracks.add(command.next);
        break;
      case 'pause':
      case 'resume':
        this.#isPaused = command.type === 'pause';
        break;
      default:
        return;
    }
    this.#work();
  }

  #work(): void {
    if (!this.#isClosed) this.#lease.setBusy(this.#tracks.size > 0 && !this.#isPaused);
  }

  #fail(error: unknown): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#letGo();
    this.#listener.failed(
      CuelightError.is(error)
        ? error
        : new CuelightError('no-audio', {
            doing: 'play audio',
            because: 'the browser refused',
            cause: error,
          }),
    );
  }

  #letGo(): void {
    this.#sound.dispose();
    this.#output.disconnect();
    this.#lease.release();
  }
}
