import { createPool } from '@cuelight/core/pool';

export interface LoneTab {
  /** Jobs that are queued all at once. */
  readonly queuedUsPerJob: number;
  /** Jobs that are queued one after the other, each when the last has ended. */
  readonly oneByOneUsPerJob: number;
}

const noop = async (): Promise<void> => {};

/** What a job costs that does nothing, in a tab that shares with nobody but could at any time. */
export async function loneTab(name: string, jobs: number): Promise<LoneTab> {
  const pool = createPool(name, { limit: 1 });
  // Conducts from here on.
  for (let job = 0; job < 100; job += 1) await pool.run(noop).finished;
  const { mode, role } = pool.getState();
  if (mode !== 'coordinated' || role !== 'conductor')
    throw new Error(`The pool is ${mode}, and this tab ${role}.`);

  const queuedAt = performance.now();
  await Promise.all(Array.from({ length: jobs }, () => pool.run(noop).finished));
  const queuedMs = performance.now() - queuedAt;

  const startedAt = performance.now();
  for (let job = 0; job < jobs; job += 1) await pool.run(noop).finished;
  const oneByOneMs = performance.now() - startedAt;
  pool.close();
  return { queuedUsPerJob: (queuedMs / jobs) * 1000, oneByOneUsPerJob: (oneByOneMs / jobs) * 1000 };
}

/** What the browser itself takes to give a free lock, in milliseconds: the pool's first start needs some. */
export async function lockRequest(name: string): Promise<number> {
  const askedAt = performance.now();
  return navigator.locks.request(name, () => performance.now() - askedAt);
}

/** How long a first job waits for a pool that has done nothing yet, in milliseconds. */
export async function firstStart(name: string): Promise<number> {
  const pool = createPool(name, { limit: 1 });
  const askedAt = performance.now();
  let startedAt = Number.NaN;
  await pool.run(async () => {
    startedAt = performance.now();
  }).finished;
  pool.close();
  return startedAt - askedAt;
}
