import type { Undo } from '../../platform/clock.ts';
import type { AudioClock, Engine, EngineListener } from '../engine.ts';
import type { Command } from '../pure/commands.ts';
import { PendingSound } from '../sound.ts';

/**
 * Plays without a sound, in true time: for tests, for servers, for pages that only want the audio. Everything is as
 * with sound but for a context.
 */
export class SilentEngine implements Engine {
  readonly kind = 'silent';
  readonly access = 'running';
  readonly context = null;
  readonly outputLatencySeconds = 0;
  readonly #sound: PendingSound;

  constructor(sampleRateHz: number, listener: EngineListener, clock: AudioClock) {
    const opening = import('./silent-sound.ts').then(({ openSilentSound }) =>
      openSilentSound(sampleRateHz, listener, clock),
    );
    this.#sound = new PendingSound('silent', opening, doNothing);
  }

  send(command: Command): void {
    this.#sound.send(command);
  }

  unlock(): Promise<boolean> {
    return Promise.resolve(true);
  }

  connect(): Undo {
    // No node belongs to no context.
    return doNothing;
  }

  close(): void {
    this.#sound.dispose();
  }
}

function doNothing(): void {
  // There is nothing to be done or undone.
}
