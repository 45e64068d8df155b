import type { AccountJournal, AccountOptions, Change } from '@cuelight/msw';

/** A simulated account, however it is reached. */
export interface ReachedAccount {
  readonly baseUrl: string;
  control(change: Change): Promise<void>;
  journal(): Promise<AccountJournal>;
}

/** Opens one for the running test, and closes it when the test is over. */
export type OpenAccount = (
  provider: 'breeze' | 'smallest',
  options?: Partial<AccountOptions>,
) => Promise<ReachedAccount>;

/**
 * Sent as it is made, at twice the speed of speech: a page hears nothing of an answer whose connection was cut before it
 * had looked at its head.
 */
export const AS_IT_IS_MADE: Partial<AccountOptions> = { speed: 2 };

/** Quick, and with samples that a test can foretell. */
export const QUICK: AccountOptions = { voice: 'code', firstByteMs: 1, speed: Infinity };
