import type { OpenChannel } from './channel.ts';
import type { Clock } from './clock.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Locks } from './locks.ts';
import type { Random } from './random.ts';
import type { SmallStorage } from './storage.ts';

/** Everything the pool needs from where it runs. `null`: not to be had there. */
export interface Platform {
  readonly clock: Clock;
  readonly random: Random;
  readonly openChannel: OpenChannel | null;
  readonly locks: Locks | null;
  readonly storage: SmallStorage;
  readonly lifecycle: Lifecycle;
}
