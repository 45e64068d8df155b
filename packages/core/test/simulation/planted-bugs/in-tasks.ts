import type { Platform } from '../../../src/platform/platform.ts';
import type { Pool, Task } from '../../../src/pool/types.ts';
import type { PlantedBug } from './planted-bug.ts';

/** What is taken for over, or for alive, too early. */
export const bugsInTasks: readonly PlantedBug[] = [
  { name: 'the slot is freed on cancel, not when the request is over', pool: settlesOnCancel },
  { name: 'an acknowledgement comes without a hop to a later task', platform: acksAtOnce },
];

function settlesOnCancel(pool: Pool): Pool {
  return wrapped(pool, {
    run: (task, options) => pool.run(abandoning(task), options),
  });
}

/** Settles as soon as nobody wants the result any more. */
function abandoning<T>(task: Task<T>): Task<T> {
  return (context) =>
    new Promise((resolve, reject) => {
      context.signal.addEventListener('abort', () => reject(context.signal.reason));
      task(context).then(resolve, reject);
    });
}

function wrapped(pool: Pool, changed: Partial<Pool>): Pool {
  return {
    name: pool.name,
    getState: () => pool.getState(),
    getInitialState: () => pool.getInitialState(),
    subscribe: (listener) => pool.subscribe(listener),
    run: (task, options) => pool.run(task, options),
    acquire: (options) => pool.acquire(options),
    pause: () => pool.pause(),
    resume: () => pool.resume(),
    setLimit: (limit) => pool.setLimit(limit),
    clear: (options) => pool.clear(options),
    retryNow: () => pool.retryNow(),
    reportLimit: (limit) => pool.reportLimit(limit),
    trace: () => pool.trace(),
    close: () => pool.close(),
    ...changed,
  };
}

function acksAtOnce(platform: Platform): Platform {
  const { clock } = platform;
  return {
    ...platform,
    clock: {
      now: () => clock.now(),
      wallNow: () => clock.wallNow(),
      setTimer: (delayMs, callback) => clock.setTimer(delayMs, callback),
      afterTask: (callback) => {
        queueMicrotask(callback);
        return () => {};
      },
    },
  };
}
