import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { browserClock } from '../../src/platform/clock.ts';
import type { HeldLock, Locks } from '../../src/platform/locks.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { createPoolOn } from '../../src/pool/create-pool.ts';
import { VirtualBrowser } from '../../src/testing/virtual-browser.ts';

const JOBS = 100_000;
const WAITING = 100;
/** What the engine itself gains and loses meanwhile. One word that is kept of every job is more. */
const NOISE_BYTES_PER_JOB = 8;

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

function usedBytes(): number {
  if (typeof collectGarbage === 'function') collectGarbage();
  return process.memoryUsage().heapUsed;
}

test.each(['coordinated', 'single'] as const)(
  'nothing is kept of 100,000 jobs of a tab that is never idle, in mode %s',
  { timeout: 60_000 },
  async (mode) => {
    const pool = createPoolOn(pageAlone(), 'heap', { limit: 3, mode });
    const tenths: number[] = [];
    await new Promise<void>((allDone) => {
      let done = 0;
      const task = async (): Promise<void> => {
        done += 1;
        if (done % (JOBS / 10) === 0) tenths.push(usedBytes());
        if (done === JOBS) allDone();
        if (done <= JOBS - WAITING) pool.run(task);
      };
      for (let job = 0; job < WAITING; job += 1) pool.run(task);
    });
    pool.close();
    const [second = 0, last = Infinity] = [tenths[1], tenths[9]];
    expect((last - second) / (0.8 * JOBS)).toBeLessThan(NOISE_BYTES_PER_JOB);
  },
);

/** With the real clock: a virtual one that stands still keeps timers that were undone. */
function pageAlone(): Platform {
  const locks: Locks = { request: async () => heldLock(), heldNames: async () => [] };
  return { ...new VirtualBrowser().openTab().platform, clock: browserClock(), locks };
}

function heldLock(): HeldLock {
  const end = new AbortController();
  const ended = new Promise<'released'>((resolve) => {
    end.signal.addEventListener('abort', () => resolve('released'));
  });
  return { release: () => end.abort(), ended };
}
