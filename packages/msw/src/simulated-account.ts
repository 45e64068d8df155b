import type { AccountJournal } from './account/account.ts';
import type { Change } from './simulator/control.ts';
import type { ProviderSimulator } from './simulator/simulator.ts';

/** One simulated account, from outside: what every door gives. */
export interface SimulatedAccount {
  /** As of now. */
  journal(): AccountJournal;
  /** @throws SimulatorError `invalid-option`; then nothing has changed. */
  control(change: Change): void;
  /** Calls `listener` after each change of the journal. The undo works twice. */
  subscribe(listener: () => void): () => void;
}

export function accountOf(simulator: ProviderSimulator): SimulatedAccount {
  return {
    journal: () => simulator.journal(),
    control: (change) => simulator.control(change),
    subscribe: (listener) => simulator.subscribe(listener),
  };
}
