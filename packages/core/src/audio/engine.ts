import type { CuelightError } from '../errors.ts';
import type { Clock, Undo } from '../platform/clock.ts';
import type { Command, Report } from './pure/commands.ts';

/** The part of the clock that playing needs. */
export type AudioClock = Pick<Clock, 'now' | 'setTimer'>;

/**
 * Whether sound gets out. `starting`: the device is being opened. `blocked`: the browser wants a click first,
 * or has taken the device away (a call, a locked screen).
 */
export type AudioAccess = 'starting' | 'running' | 'blocked';

/**
 * What makes samples of one rate audible: tracks in the order they were opened, each from its first sample to
 * its last (`pure/commands.ts`). It is fed copies and keeps no history, so another can take its place.
 */
export interface Engine {
  readonly access: AudioAccess;
  /** `null` where sound is made without Web Audio. */
  readonly context: AudioContext | null;
  /** Never throws. What is sent before the engine is ready waits, in order. */
  send(command: Command): void;
  /** Call it in a gesture. Resolves to whether sound gets out now; never rejects. */
  unlock(): Promise<boolean>;
  /** Lets `node`, of the same context, have what is played, besides the speakers. */
  connect(node: AudioNode): Undo;
  /** Fades out and lets go of everything. Works twice. Nothing is reported afterwards. */
  close(): void;
}

export interface EngineListener {
  /** What one block of audio brought, in order. */
  reported(reports: readonly Report[]): void;
  /** `access` has changed. */
  accessChanged(): void;
  /** The engine is of no more use; it has closed itself. */
  failed(error: CuelightError): void;
}

/** @throws CuelightError `no-audio` where there can be no sound at this rate. */
export type OpenEngine = (sampleRateHz: number, listener: EngineListener) => Engine;
