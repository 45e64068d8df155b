import { createPoolOn } from '../../../src/pool/create-pool.ts';
import type { PoolOptions } from '../../../src/pool/pool-options.ts';
import type { Pool } from '../../../src/pool/types.ts';
import type { VirtualClock } from '../../../src/testing/virtual-clock.ts';
import { VirtualAccount } from '../../../src/testing/virtual-account.ts';
import { VirtualBrowser } from '../../../src/testing/virtual-browser.ts';

/** One tab whose pool shares with nobody. */
export interface SingleScene {
  readonly clock: VirtualClock;
  readonly account: VirtualAccount;
  readonly pool: Pool;
}

export function singleScene(options: Partial<PoolOptions> = {}): SingleScene {
  const browser = new VirtualBrowser();
  const limit = typeof options.limit === 'number' ? options.limit : 1;
  const pool = createPoolOn(browser.openTab().platform, 'alone', { limit, mode: 'single', ...options });
  return { clock: browser.clock, account: new VirtualAccount(browser.clock, limit), pool };
}
