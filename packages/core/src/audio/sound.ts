import type { CuelightError } from '../errors.ts';
import type { AudioClock, EngineKind } from './engine.ts';
import type { Command, Report } from './pure/commands.ts';

/** What carries out an engine's commands, once it has been loaded. */
export interface Sound {
  readonly kind: EngineKind;
  /** Never throws. */
  send(command: Command): void;
  /** Silence at once, and nothing is left. Works twice. */
  dispose(): void;
}

/** Whom a sound tells, until it is disposed of. */
export interface SoundListener {
  reported(reports: readonly Report[]): void;
  failed(error: CuelightError): void;
}

/** Where a sound belongs. */
export interface SoundSite extends SoundListener {
  /** Of the tracks. The context's own may be another. */
  readonly sampleRateHz: number;
  readonly context: AudioContext;
  readonly output: AudioNode;
  readonly clock: AudioClock;
}

/** @throws CuelightError `no-audio`, as a rejection. */
export type OpenSound = (site: SoundSite) => Promise<Sound>;

/** A sound that is being opened: what is sent meanwhile waits, in order. */
export class PendingSound implements Sound {
  readonly #expectedKind: EngineKind;
  #sound: Sound | null = null;
  #waiting: Command[] = [];
  #isDisposed = false;

  constructor(expectedKind: EngineKind, opening: Promise<Sound>, failed: (reason: unknown) => void) {
    this.#expectedKind = expectedKind;
    opening.then((sound) => this.#start(sound)).catch(failed);
  }

  get isOpen(): boolean {
    return this.#sound !== null;
  }

  get kind(): EngineKind {
    return this.#sound?.kind ?? this.#expectedKind;
  }

  send(command: Command): void {
    if (this.#isDisposed) return;
    if (this.#sound === null) this.#waiting.push(command);
    else this.#sound.send(command);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#waiting = [];
    this.#sound?.dispose();
    this.#sound = null;
  }

  #start(sound: Sound): void {
    if (this.#isDisposed) return sound.dispose();
    this.#sound = sound;
    for (const command of this.#waiting) sound.send(command);
    this.#waiting = [];
  }
}
