import { browserPlatform } from '../../platform/browser-platform.ts';
import type { Locks } from '../../platform/locks.ts';
import { tabLocks } from './tab-locks.ts';
import { watchedLocks } from './watched-locks.ts';

/** Locks between the tabs of this origin; within this tab where there are none (plain http, servers). */
export function originLocks(): Pick<Locks, 'request'> {
  const { locks, openChannel, clock } = browserPlatform();
  return locks === null ? tabLocks : watchedLocks({ locks, openChannel, clock });
}
