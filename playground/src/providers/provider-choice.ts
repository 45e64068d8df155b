import type { Provider } from '@cuelight/core';

export interface Plan {
  readonly id: string;
  readonly name: string;
}

export interface Voice {
  readonly id: string;
  readonly name: string;
}

/** What the page asks a provider for, beyond its name. */
export interface ConnectionChoice {
  /** `null`: the first of them. */
  readonly plan: string | null;
  readonly limit: number | null;
  readonly headers: () => Readonly<Record<string, string>>;
  readonly fetch: typeof fetch;
}

/** A provider that the page offers. */
export interface ProviderChoice {
  readonly id: 'breeze' | 'smallest';
  readonly name: string;
  readonly plans: readonly Plan[];
  /** @throws CuelightError `invalid-option`, for a plan or a limit that there is not. */
  create(choice: ConnectionChoice): Provider;
  /** Headers that no provider accepts, to see what happens. */
  readonly wrongKey: Readonly<Record<string, string>>;
  /** Where the provider lists its voices. */
  readonly voicesPath: string;
  /** Takes whatever the provider answered; what is no voice is left out. */
  readVoices(answer: unknown): readonly Voice[];
  /** What the simulated account is told when it is to have this plan. */
  planChange(plan: string): Readonly<Record<string, unknown>>;
}
