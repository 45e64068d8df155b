import { CuelightError } from '../../../src/errors.ts';
import { createPoolOn } from '../../../src/pool/create-pool.ts';
import type { PoolOptions } from '../../../src/pool/pool-options.ts';
import type { Job, JobSnapshot, Pool } from '../../../src/pool/types.ts';
import { VirtualAccount, type VirtualAccountOptions } from '../../../src/testing/virtual-account.ts';
import {
  VirtualBrowser,
  type VirtualBrowserOptions,
  type VirtualTabOptions,
} from '../../../src/testing/virtual-browser.ts';
import type { VirtualTab } from '../../../src/testing/virtual-tab.ts';

export interface OpenTab {
  readonly tab: VirtualTab;
  readonly pool: Pool;
}

/** Tabs of one virtual browser whose pools share one account. */
export interface Scene {
  readonly browser: VirtualBrowser;
  readonly account: VirtualAccount;
  readonly open: (tabOptions?: VirtualTabOptions) => OpenTab;
  /** Time passes. */
  readonly pass: (ms: number) => Promise<void>;
  readonly untilDone: (jobs: readonly Job<unknown>[]) => Promise<void>;
}

export function poolScene(
  options: Partial<PoolOptions> = {},
  surroundings: { readonly browser?: VirtualBrowserOptions; readonly account?: VirtualAccountOptions } = {},
): Scene {
  const { limit = 1 } = options;
  const browser = new VirtualBrowser(surroundings.browser);
  const account = new VirtualAccount(browser.clock, limit === 'auto' ? 1 : limit, surroundings.account);
  return {
    browser,
    account,
    open: (tabOptions) => {
      const tab = browser.openTab(tabOptions);
      return { tab, pool: createPoolOn(tab.platform, 'scene', { limit, ...options }) };
    },
    pass: (ms) => browser.clock.advance(ms),
    untilDone: (jobs) => browser.clock.until(() => jobs.every((job) => job.getState().state === 'done')),
  };
}

/** A task that fails with `code`, and counts how often it was tried. */
export function failingTask(
  code: CuelightError['code'],
  details: CuelightError['details'] = {},
): { readonly task: () => Promise<never>; readonly tries: () => number } {
  let tries = 0;
  return {
    task: async () => {
      tries += 1;
      throw new CuelightError(code, { doing: 'speak', because: 'of the test', details });
    },
    tries: () => tries,
  };
}

type Waiting = Extract<JobSnapshot, { readonly state: 'waiting' }>;

/** What a job says of itself that has to be waiting. */
export function waiting(job: Job<unknown>): Waiting {
  const snapshot = job.getState();
  if (snapshot.state !== 'waiting') throw new Error(`${job.id} is ${snapshot.state}`);
  return snapshot;
}

export async function errorOf(job: { readonly finished: Promise<unknown> }): Promise<CuelightError> {
  const error: unknown = await job.finished.then(
    () => new Error('It did not fail'),
    (reason: unknown) => reason,
  );
  if (!CuelightError.is(error)) throw error;
  return error;
}

export function thrownBy(act: () => unknown): CuelightError {
  try {
    act();
  } catch (error) {
    if (CuelightError.is(error)) return error;
    throw error;
  }
  throw new Error('Nothing was thrown');
}
