import { browserPlatform } from '../platform/browser-platform.ts';
import type { Platform } from '../platform/platform.ts';
import { LocalPool } from './local-pool.ts';
import { checkPoolOptions, type PoolOptions } from './pool-options.ts';
import type { Pool } from './types.ts';

/**
 * A queue in front of an account that allows `limit` requests at once, shared by every tab of this origin that
 * creates a pool of the same `name`. Opens nothing before the first job. Where the page has no Web Locks (plain
 * http, Lockdown Mode) the tabs agree by messages alone, with `mode: 'degraded'`: each has at most its even share of
 * the limit, and a tab that was busy or asleep for a moment can exceed the limit by what it runs. Without a
 * BroadcastChannel or a window (a server, a worker) the pool is this tab's alone, with `mode: 'single'`.
 *
 * @throws CuelightError `invalid-option`
 */
export function createPool(name: string, options: PoolOptions): Pool {
  return createPoolOn(browserPlatform(), name, options);
}

/** `createPool` on a given platform: for simulations. */
export function createPoolOn(platform: Platform, name: string, options: PoolOptions): Pool {
  return new LocalPool(platform, checkPoolOptions(name, options));
}
