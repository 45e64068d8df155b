import { CuelightError } from '../errors.ts';
import { invalidOption } from '../options.ts';
import type { Undo } from '../platform/clock.ts';
import type { Engine, EngineListener, OpenEngine } from './engine.ts';
import type { Command } from './pure/commands.ts';

/** So many engines of a rate may fail in a row without a sound, before its tracks do. */
const MOST_FAILURES = 2;

export interface EnginesListener extends Pick<EngineListener, 'reported' | 'accessChanged'> {
  /** The engine of this rate was lost. With an error, no other could take its place. */
  lost(sampleRateHz: number, error: CuelightError | null): void;
  /** Whether anything is to be played at this rate. */
  isWanted(sampleRateHz: number): boolean;
}

interface Tap {
  readonly node: AudioNode;
  undo: Undo;
}

/**
 * The engines of a player, one for each sample rate: all of them pause and have the same volume, and one that fails is
 * replaced by another.
 */
export class Engines {
  readonly #open: OpenEngine;
  readonly #listener: EnginesListener;
  readonly #engines = new Map<number, Engine>();
  /** By rate: how many have failed since one was heard of. */
  readonly #failures = new Map<number, number>();
  readonly #taps = new Set<Tap>();
  #isHeld = false;
  #volume: number;

  constructor(open: OpenEngine, volume: number, listener: EnginesListener) {
    this.#open = open;
    this.#volume = volume;
    this.#listener = listener;
  }

  get(sampleRateHz: number): Engine | null {
    return this.#engines.get(sampleRateHz) ?? null;
  }

  /** @throws CuelightError `no-audio`. */
  open(sampleRateHz: number): Engine {
    const known = this.#engines.get(sampleRateHz);
    if (known !== undefined) return known;
    const engine = this.#open(sampleRateHz, {
      reported: (reports) => {
        this.#failures.delete(sampleRateHz);
        this.#listener.reported(reports);
      },
      accessChanged: () => this.#listener.accessChanged(),
      failed: (error) => {
        this.#engines.delete(sampleRateHz);
        this.#listener.lost(sampleRateHz, this.#replace(sampleRateHz, error));
      },
    });
    this.#engines.set(sampleRateHz, engine);
    if (this.#isHeld) engine.send({ type: 'pause' });
    if (this.#volume < 1) engine.send({ type: 'volume', volume: this.#volume });
    for (const tap of this.#taps) {
      if (engine.context !== null && tap.node.context === engine.context) tap.undo = engine.connect(tap.node);
    }
    return engine;
  }

  setHeld(isHeld: boolean): void {
    if (this.#isHeld === isHeld) return;
    this.#isHeld = isHeld;
    this.#sendAll({ type: isHeld ? 'pause' : 'resume' });
  }

  setVolume(volume: number): void {
    if (this.#volume === volume) return;
    this.#volume = volume;
    this.#sendAll({ type: 'volume', volume });
  }

  /** Resolves to whether sound gets out of all of them now, of that of `expectedRateHz` where there is none yet. */
  async unlock(expectedRateHz: number): Promise<boolean> {
    try {
      if (this.#engines.size === 0) this.open(expectedRateHz);
    } catch {
      // The tracks that need the engine will say why there is none.
      return false;
    }
    const answers = await Promise.all([...this.#engines.values()].map((engine) => engine.unlock()));
    return answers.every(Boolean);
  }

  /** @throws CuelightError `invalid-option` for a node of any other context. */
  connect(node: AudioNode): Undo {
    for (const engine of this.#engines.values()) {
      if (engine.context === null || engine.context !== node.context) continue;
      const tap: Tap = { node, undo: engine.connect(node) };
      this.#taps.add(tap);
      return () => {
        this.#taps.delete(tap);
        tap.undo();
      };
    }
    throw invalidOption(
      'connect a node to the player',
      'node',
      node,
      'a node of this context',
      'Make it in the context that audioContext() returns.',
    );
  }

  close(): void {
    for (const engine of this.#engines.values()) engine.close();
    this.#engines.clear();
    this.#taps.clear();
  }

  #sendAll(command: Command): void {
    for (const engine of this.#engines.values()) engine.send(command);
  }

  /** Returns why there is no other. */
  #replace(sampleRateHz: number, error: CuelightError): CuelightError | null {
    if (!this.#listener.isWanted(sampleRateHz)) return null;
    const failures = (this.#failures.get(sampleRateHz) ?? 0) + 1;
    this.#failures.set(sampleRateHz, failures);
    let reason = error;
    try {
      if (failures < MOST_FAILURES) {
        this.open(sampleRateHz);
        return null;
      }
    } catch (cause) {
      if (!CuelightError.is(cause)) throw cause;
      reason = cause;
    }
    this.#failures.delete(sampleRateHz);
    return reason;
  }
}
