import { createPool, CuelightError } from '@cuelight/core/pool';
import PQueue from 'p-queue';
import retry from 'p-retry';
import { numbers, send, type Heat, type Strategy } from './heat.ts';

/** The floor, for one tab alone: a loop for each slot, which sends the next request when the last has ended. */
export const bareLoop: Strategy = async (heat) => {
  let next = 0;
  const loop = async (): Promise<void> => {
    while (next < heat.jobs) await sendOrThrow(heat, next++);
  };
  await Promise.all(numbers(heat.limit).map(loop));
};

export const cuelight: Strategy = async (heat) => {
  const pool = createPool(heat.name, { limit: heat.limit });
  const jobs = numbers(heat.jobs).map((job) => pool.run(({ signal }) => sendOrThrow(heat, job, signal)));
  await Promise.all(jobs.map(({ finished }) => finished));
  pool.close();
};

/** What is mostly written today: a queue for each tab, and retries for what the others cause. */
export const queuePerTab: Strategy = async (heat) => {
  const queue = new PQueue({ concurrency: heat.limit });
  // Kinder than its defaults, which begin with a second.
  const options = { retries: 50, minTimeout: heat.ms, maxTimeout: 2000, randomize: true };
  await Promise.all(
    numbers(heat.jobs).map((job) => queue.add(() => retry(() => sendOrThrow(heat, job), options))),
  );
};

/** No queue at all: everything is sent, and sent again after exponential back-off with full jitter. */
export const backOff: Strategy = async (heat) => {
  const sendUntilDone = async (job: number): Promise<void> => {
    for (let attempt = 0; (await send(heat, job)) === 429; attempt += 1) {
      const longestMs = Math.min(8000, heat.ms * 2 ** attempt);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * longestMs));
    }
  };
  await Promise.all(numbers(heat.jobs).map(sendUntilDone));
};

/** Each job waits for the locks of all slots, keeps the first that it gets, and lets go of the others. */
export const racedLocks: Strategy = async (heat) => {
  await Promise.all(numbers(heat.jobs).map((job) => underAnySlot(heat, () => sendOrThrow(heat, job))));
};

async function underAnySlot(heat: Heat, task: () => Promise<void>): Promise<void> {
  const others = new AbortController();
  let isTaken = false;
  const requests = numbers(heat.limit).map((slot) =>
    navigator.locks
      .request(`${heat.name}:${slot}`, { signal: others.signal }, async () => {
        if (isTaken) return;
        isTaken = true;
        others.abort();
        await task();
      })
      .catch((error: unknown) => {
        if (!others.signal.aborted) throw error;
      }),
  );
  await Promise.all(requests);
}

/** A refusal is an error that says so. */
async function sendOrThrow(heat: Heat, job: number, signal?: AbortSignal): Promise<void> {
  if ((await send(heat, job, signal)) !== 429) return;
  throw new CuelightError('busy', { doing: `run ${heat.tab}.${job}`, because: 'the account is busy' });
}
