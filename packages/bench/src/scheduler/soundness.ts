import { LANES, type Contender, type Limiter, type Task } from './contenders.ts';

const LIMIT = 3;
const JOBS = 60;

/**
 * What is wrong with a contender's work, or `null`: every job has to run once and hand on its own value, with never
 * more than the limit at once. Who skips work is fast.
 */
export async function unsoundness(contender: Contender, how: 'plain' | 'lanes'): Promise<string | null> {
  const limiter = contender.create(LIMIT);
  const runs: number[] = Array.from({ length: JOBS }, () => 0);
  let running = 0;
  let peak = 0;
  const job =
    (number: number): Task =>
    async () => {
      running += 1;
      peak = Math.max(peak, running);
      runs[number] = (runs[number] ?? 0) + 1;
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return number;
    };
  const values = await Promise.all(runs.map((_, number) => start(limiter, job(number), number, how)));
  limiter.close?.();
  if (runs.some((count) => count !== 1)) return 'does not run every job once';
  if (peak > LIMIT) return `runs ${peak} jobs at once at a limit of ${LIMIT}`;
  if (values.some((value, number) => value !== number)) return "does not hand on a job's value";
  return null;
}

function start(limiter: Limiter, task: Task, number: number, how: 'plain' | 'lanes'): Promise<unknown> {
  if (how === 'plain' || limiter.runInLane === undefined) return limiter.run(task);
  return limiter.runInLane(task, LANES[number % LANES.length] ?? 'normal');
}
