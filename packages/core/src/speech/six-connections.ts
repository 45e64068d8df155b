import type { Clock, Undo } from '../platform/clock.ts';
import { observeProtocols } from '../platform/protocols.ts';
import { localStorageStrings } from '../platform/storage.ts';
import type { Pool } from '../pool/types.ts';

/** Browsers open six connections to one host over HTTP/1.1, in all tabs together; the page needs one of them itself. */
const MOST_SLOTS = 5;
/** The tabs of an app share one warning, and so do the next ones for a while. */
const SILENT_MS = 600_000;

/** Warns once, over all tabs, where a limit cannot be used because the server speaks HTTP/1.1. */
export function warnOfSixConnections(pool: Pool, baseUrl: string, clock: Clock): Undo {
  const stop = observeProtocols(baseUrl, (protocol) => {
    const { workingLimit, role } = pool.getState();
    const isEnough = !protocol.startsWith('http/1');
    // A member leaves it to the conductor: storage alone is too slow where tabs notice at once.
    if (!isEnough && (workingLimit <= MOST_SLOTS || role === 'member')) return;
    stop();
    if (isEnough || isWarned(pool.name, clock.wallNow())) return;
    console.warn(
      `[cuelight] The account allows ${workingLimit} requests at once, and ${baseUrl} answers over HTTP/1.1, for which ` +
        'browsers open six connections in all tabs together: the rest waits in the browser. ' +
        'Serve it over HTTP/2, or lower the limit to 5.',
    );
  });
  return stop;
}

/** Reads and renews what the tabs remember of it. */
function isWarned(poolName: string, nowMs: number): boolean {
  const key = `cuelight:${poolName}:six-connections`;
  const sinceMs = nowMs - Number(localStorageStrings.get(key) ?? Number.NaN);
  if (sinceMs >= 0 && sinceMs < SILENT_MS) return true;
  localStorageStrings.set(key, String(nowMs));
  return false;
}
