import type { HeldLock, LockRequest } from '../../../src/platform/locks.ts';
import type { Platform } from '../../../src/platform/platform.ts';
import type { PlantedBug } from './planted-bug.ts';

/** How a page deals wrongly with locks. */
export const bugsInLocks: readonly PlantedBug[] = [
  { name: 'the request is sent without waiting for the lock of its slot', platform: slotsWithoutLocks },
  { name: 'a slot that was asked for ahead is never given back', platform: keepsSlotsAskedAhead },
  { name: 'the watchdog never steals', platform: neverSteals },
  { name: 'lock requests outlive the page', platform: neverGivesUp },
];

type Ask = (name: string, request: LockRequest) => Promise<HeldLock | null>;

function asking(platform: Platform, changed: (ask: Ask) => Ask): Platform {
  const { locks } = platform;
  if (locks === null) return platform;
  return {
    ...platform,
    locks: {
      request: changed((name, request) => locks.request(name, request)),
      heldNames: (prefix) => locks.heldNames(prefix),
    },
  };
}

/** The lock is asked for, and counts as held at once. */
function slotsWithoutLocks(platform: Platform): Platform {
  return asking(platform, (ask) => (name, request) => {
    if (!name.includes(':slot:')) return ask(name, request);
    let letGo!: () => void;
    const isReleased = new Promise<void>((resolve) => (letGo = resolve));
    void ask(name, request).then((lock) => isReleased.then(() => lock?.release()));
    return Promise.resolve({
      release: letGo,
      ended: isReleased.then(() => 'released' as const),
    });
  });
}

function keepsSlotsAskedAhead(platform: Platform): Platform {
  return asking(platform, (ask) => async (name, request) => {
    const lock = await ask(name, request);
    return lock === null || request.how !== 'if-available' ? lock : { ...lock, release: () => {} };
  });
}

function neverSteals(platform: Platform): Platform {
  return asking(
    platform,
    (ask) => (name, request) =>
      request.how === 'steal' && name.endsWith(':conductor') ? Promise.resolve(null) : ask(name, request),
  );
}

function neverGivesUp(platform: Platform): Platform {
  const never = new AbortController().signal;
  return asking(
    platform,
    (ask) => (name, request) => ask(name, request.how === 'wait' ? { how: 'wait', signal: never } : request),
  );
}
