import { createPool, CuelightError, type Job, type Pool } from '@cuelight/core/pool';

/** What `pool.html` puts on its window. */
declare global {
  var pool: Pool;
  var jobs: { readonly name: string; readonly job: Job<void> }[];
  /** Opens another pool in the same page: from now on it is `pool`, and its account is asked. */
  var openPool: (name: string, limit: number, account: string) => void;
  /** Says `count` jobs of `ms` to the account, named `<tab>.<number>`, on from the last. */
  var say: (count: number, ms: number) => void;
  /** Keeps the page's only thread busy until the account says go. */
  var block: () => void;
  /** What the pool has open: channels and timers, by what they are. */
  var openThings: () => readonly string[];
  /** Whether this page has come back from the back/forward cache. */
  var wasCached: boolean;
}

const query = new URLSearchParams(location.search);
const tab = query.get('tab');
let account = query.get('account') ?? '';

// As if the browser had not said that it freezes or leaves the page. Listening before the pool does.
if (query.has('unwarned')) {
  for (const event of ['freeze', 'pagehide']) {
    addEventListener(event, (said) => said.stopImmediatePropagation(), { capture: true });
  }
}

// As in a page whose storage its user has blocked.
if (query.has('storageless')) {
  Object.defineProperty(globalThis, 'localStorage', {
    get: () => {
      throw new DOMException('Storage is blocked.', 'SecurityError');
    },
  });
}

const { now } = Date;
const behindMs = Number(query.get('behindMs') ?? 0);
if (behindMs !== 0) Date.now = () => now() - behindMs;

const open = watchOpenings();
globalThis.openThings = () => [...open.values()];

globalThis.pool = createPool(query.get('name') ?? '', {
  limit: Number(query.get('limit')),
  releaseLagMs: Number(query.get('releaseLagMs')),
});
globalThis.jobs = [];

globalThis.openPool = (name, limit, url) => {
  globalThis.pool = createPool(name, { limit });
  account = url;
};

globalThis.say = (count, ms) => {
  const asked = account;
  for (let left = count; left > 0; left -= 1) {
    const name = `${tab}.${jobs.length}`;
    const job = pool.run(async ({ signal }) => {
      const response = await fetch(`${asked}/job?name=${name}&ms=${ms}`, { signal });
      await response.text();
      if (response.status === 429) {
        throw new CuelightError('busy', { doing: `run ${name}`, because: 'the account is busy' });
      }
    });
    job.finished.catch(() => {});
    jobs.push({ name, job });
  }
};

globalThis.block = () => {
  const request = new XMLHttpRequest();
  request.open('GET', `${account}/wait`, false);
  request.send();
};

globalThis.wasCached = false;
addEventListener('pageshow', ({ persisted }) => (wasCached ||= persisted));

type Timer = ReturnType<typeof setTimeout>;

/** Keeps a list of the timers and channels that the page has opened and not closed. */
function watchOpenings(): ReadonlyMap<unknown, string> {
  const things = new Map<unknown, string>();
  const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis;
  const start = (callback: () => void, delayMs: number): Timer => {
    const timer = startTimer(() => {
      things.delete(timer);
      callback();
    }, delayMs);
    things.set(timer, `timer of ${delayMs} ms`);
    return timer;
  };
  const stop = (timer: Timer): void => {
    things.delete(timer);
    stopTimer(timer);
  };
  Object.assign(globalThis, {
    setTimeout: start,
    clearTimeout: stop,
    BroadcastChannel: class extends BroadcastChannel {
      constructor(name: string) {
        super(name);
        things.set(this, `channel ${name}`);
      }

      override close(): void {
        things.delete(this);
        super.close();
      }
    },
  });
  return things;
}
