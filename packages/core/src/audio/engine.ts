import type { CuelightError } from '../errors.ts';
import type { Clock, Undo } from '../platform/clock.ts';
import type { Command, Report } from './pure/commands.ts';

/** The part of the clock that playing needs. */
export type AudioClock = Pick<Clock, 'now' | 'setTimer'>;

/**
 * Whether sound gets out. `starting`: the device is being opened for the first time, and may turn out to be blocked.
 * `waking`: it ran, rests while there is nothing to play, and will run again. `blocked`: the browser wants a click first,
 * or has taken the device away (a call, a locked screen).
 */
export type AudioAccess = 'starting' | 'waking' | 'running' | 'blocked';

/** What plays: an AudioWorklet, a few buffers at a time, or nothing but a clock. */
export type EngineKind = 'worklet' | 'buffers' | 'silent';

/**
 * What makes samples of one rate audible: tracks in the order they were opened, each from its first sample to
 * its last (`pure/commands.ts`). It is fed copies and keeps no history, so another can take its place.
 */
export interface Engine {
  readonly kind: EngineKind;
  readonly access: AudioAccess;
  /** `null` where sound is made without Web Audio. */
  readonly context: AudioContext | null;
  /** From the rendering of a sample, as reports count, to its being heard. `null` where nobody knows. */
  readonly outputLatencySeconds: number | null;
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
  /**
   * The engine is of no more use; it has closed itself. The player opens another in its place and feeds it from where
   * this one got to, until several in a row have failed without a report.
   */
  failed(error: CuelightError): void;
}

/**
 * Asked again after an engine has failed: it may give one of another kind then, and throws where none is left to try.
 * @throws CuelightError `no-audio` where there can be no sound at this rate.
 */
export type OpenEngine = (sampleRateHz: number, listener: EngineListener) => Engine;
