import { afterEach, expect, it, vi } from 'vitest';
import { warnOfSixConnections } from '../../src/speech/six-connections.ts';
import { browserClock } from '../../src/platform/clock.ts';
import type { Pool, PoolSnapshot } from '../../src/pool/types.ts';
import { FakePool } from './support/fake-pool.ts';

// The page of these tests is served over HTTP/1.1, and the browser says so of what it fetches.
const ADDRESS = `${location.origin}/six-connections`;

afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
});

function poolThat(change: Partial<PoolSnapshot>): Pool {
  const pool = new FakePool();
  pool.change(change);
  return pool;
}

/** The warnings that come while something is fetched from the address. */
async function warnings(pool: Pool, address = ADDRESS): Promise<string[]> {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  warn.mockClear();
  const stop = warnOfSixConnections(pool, address, browserClock());
  await fetch(`${ADDRESS}?${crypto.randomUUID()}`);
  await fetch(`${ADDRESS}?${crypto.randomUUID()}`);
  // The observer of the warning hears of it before this one, which was made later.
  await new Promise<void>((resolve) => {
    const observer = new PerformanceObserver(() => {
      observer.disconnect();
      resolve();
    });
    observer.observe({ type: 'resource' });
    void fetch(`${location.origin}/last?${crypto.randomUUID()}`);
  });
  stop();
  return warn.mock.calls.map(String);
}

const WIDE = { limit: 20, workingLimit: 20, role: 'conductor' } as const;

it('says once that a limit above five needs HTTP/2', async () => {
  expect(await warnings(poolThat(WIDE))).toEqual([
    expect.stringMatching(/allows 20 requests at once.*HTTP\/1\.1.*six connections.*HTTP\/2/s),
  ]);
});

it('says it once for all tabs', async () => {
  expect(await warnings(poolThat(WIDE))).toHaveLength(1);
  expect(await warnings(poolThat(WIDE))).toEqual([]);
});

it.each([
  ['the limit fits into six connections', { ...WIDE, workingLimit: 5 }],
  ['another tab is the one to say it', { ...WIDE, role: 'member' }],
] as const)('says nothing where %s', async (_why, snapshot) => {
  expect(await warnings(poolThat(snapshot))).toEqual([]);
});

it('says nothing of what is fetched from elsewhere', async () => {
  expect(await warnings(poolThat(WIDE), `${location.origin}/elsewhere`)).toEqual([]);
});
