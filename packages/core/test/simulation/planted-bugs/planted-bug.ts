import type { Undo } from '../../../src/platform/clock.ts';
import type { Platform } from '../../../src/platform/platform.ts';
import { createPoolOn } from '../../../src/pool/create-pool.ts';
import type { PoolOptions } from '../../../src/pool/pool-options.ts';
import type { Pool } from '../../../src/pool/types.ts';

/**
 * A mistake that the pool could have, made without a hook in its sources: by what stands between the pool and its
 * page, between the pool and whoever uses it, or by a method that is replaced for as long as the bug is planted. The
 * compiler says where such a method is gone.
 */
export interface PlantedBug {
  readonly name: string;
  readonly platform?: (platform: Platform) => Platform;
  readonly pool?: (pool: Pool) => Pool;
  readonly methods?: () => Undo;
}

export function createPoolWith(
  bug: PlantedBug,
): (platform: Platform, name: string, options: PoolOptions) => Pool {
  const { platform: seen = same, pool: used = same } = bug;
  return (platform, name, options) => used(createPoolOn(seen(platform), name, options));
}

export function same<T>(value: T): T {
  return value;
}
