import { browserClock } from './clock.ts';
import { browserLifecycle, quietLifecycle } from './lifecycle.ts';
import { openBroadcastChannel } from './channel.ts';
import { webLocks } from './locks.ts';
import type { Platform } from './platform.ts';
import { localStorageStrings, noStorage } from './storage.ts';

/**
 * The page this runs in, or as much of it as there is. Tabs are coordinated only from a window: servers and
 * workers have locks and channels too, but no life cycle that says when to let go.
 */
export function browserPlatform(): Platform {
  const hasWindow = typeof window === 'object' && typeof document === 'object';
  if (!hasWindow) {
    return {
      clock: browserClock(),
      random: Math.random,
      openChannel: null,
      locks: null,
      storage: noStorage,
      lifecycle: quietLifecycle,
    };
  }
  return {
    clock: browserClock(),
    random: Math.random,
    openChannel: typeof BroadcastChannel === 'function' ? openBroadcastChannel : null,
    // Typed as always there, but missing on plain http, in Lockdown Mode and in older browsers.
    locks: isLockManager(navigator.locks) ? webLocks(navigator.locks) : null,
    storage: localStorageStrings,
    lifecycle: browserLifecycle(),
  };
}

function isLockManager(locks: LockManager | undefined): locks is LockManager {
  return typeof locks?.request === 'function';
}
