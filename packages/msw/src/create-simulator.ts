import { type AccountOptions, type ProviderId, resolveOptions } from './options.ts';
import { realClock } from './simulator/clock.ts';
import { ProviderSimulator } from './simulator/simulator.ts';
import { Flite } from './voices/flite.ts';
import { createSpeaker } from './voices/speak.ts';

export interface CreatedSimulator {
  readonly simulator: ProviderSimulator;
  /** Cuts off what is open and ends the voice's thread. Works twice. */
  readonly close: () => Promise<void>;
}

/** Puts a simulator together for Node: real time, and Flite where it is wanted. */
export function createSimulator(
  doing: string,
  provider: ProviderId,
  options: AccountOptions,
): CreatedSimulator {
  const resolved = resolveOptions(doing, provider, options);
  const flite = resolved.flitePath === null ? null : new Flite(resolved.flitePath);
  const simulator = new ProviderSimulator(resolved, createSpeaker(resolved.voice, flite), realClock);
  return {
    simulator,
    close: async () => {
      simulator.close();
      await flite?.close();
    },
  };
}
