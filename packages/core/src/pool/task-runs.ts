import type { CuelightError } from '../errors.ts';
import type { Clock, Undo } from '../platform/clock.ts';
import { LinkedList, type Links } from '../scheduler/linked-list.ts';
import type { Outcome } from '../scheduler/throttle.ts';
import type { PoolJob } from './job.ts';
import { TaskRun } from './task-run.ts';

/** How a job's try ended. */
export interface TryEnd {
  readonly outcome: Outcome;
  readonly durationMs: number;
  readonly units: number;
}

/** Whoever gave a try its slots, and wants to know when they are free again. */
export interface SlotGiver {
  /** Called once a try; by then the job is settled or waits again. `id` is what the try was started with. */
  tryEnded(end: TryEnd, nowMs: number, job: PoolJob, id: number): void;
}

/** What becomes of a job whose task has settled. Both say what that means for the account. */
export interface TriedJobs {
  succeeded(job: PoolJob, value: unknown): Outcome;
  failed(job: PoolJob, grantedAtMs: number, error: unknown): Outcome;
}

/** One run after the other: what it is made of is made once and not for each job. */
interface Runner extends Links<Runner> {
  job: PoolJob | null;
  run: TaskRun | null;
  giver: SlotGiver | null;
  id: number;
  /** When it got its slots: what was granted together starts one after the other. */
  grantedAtMs: number;
  startedAtMs: number;
  readonly onValue: (value: unknown) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * The tasks that run, each from its start until its request is really over: after it has settled and, if it was
 * aborted, the release lag has passed.
 *
 * A job does not know its run. One that has waited is old to the garbage collector, and writing something young into
 * it would cost more than the rest of starting it.
 */
export class TaskRuns {
  readonly #jobs: TriedJobs;
  readonly #clock: Clock;
  readonly #releaseLagMs: number;
  readonly #running: LinkedList<Runner> = new LinkedList();
  readonly #spare: LinkedList<Runner> = new LinkedList();
  readonly #lags: Set<Undo> = new Set();
  #isOver = false;

  constructor(jobs: TriedJobs, clock: Clock, releaseLagMs: number) {
    this.#jobs = jobs;
    this.#clock = clock;
    this.#releaseLagMs = releaseLagMs;
  }

  start(job: PoolJob, grantedAtMs: number, nowMs: number, giver: SlotGiver, id: number): void {
    const runner = this.#spareRunner();
    const run = new TaskRun(job.attempts);
    runner.job = job;
    runner.run = run;
    runner.giver = giver;
    runner.id = id;
    runner.grantedAtMs = grantedAtMs;
    runner.startedAtMs = nowMs;
    this.#running.insert(runner, null);
    let result: Promise<unknown>;
    try {
      result = Promise.resolve(job.task(run));
    } catch (error) {
      result = Promise.reject(error);
    }
    result.then(runner.onValue, runner.onError);
  }

  /** Jobs whose tasks have not settled. */
  all(): PoolJob[] {
    return this.#running.all().flatMap(({ job }) => job ?? []);
  }

  /** Looks for its run: there are never more than the limit allows. */
  abort(job: PoolJob, reason: CuelightError): void {
    let runner = this.#running.first;
    while (runner !== null && runner.job !== job) runner = runner.next;
    runner?.run?.abort(reason);
  }

  /** Those that do not heed their signal are no longer waited for. */
  stop(): void {
    this.#isOver = true;
    for (const undo of this.#lags) undo();
    this.#lags.clear();
  }

  #spareRunner(): Runner {
    const spare = this.#spare.first;
    if (spare !== null) {
      this.#spare.remove(spare);
      return spare;
    }
    const runner: Runner = {
      previous: null,
      next: null,
      job: null,
      run: null,
      giver: null,
      id: 0,
      grantedAtMs: 0,
      startedAtMs: 0,
      onValue: (value) => {
        if (runner.job !== null) this.#ended(runner, this.#jobs.succeeded(runner.job, value));
      },
      onError: (error) => {
        if (runner.job !== null)
          this.#ended(runner, this.#jobs.failed(runner.job, runner.grantedAtMs, error));
      },
    };
    return runner;
  }

  #ended(runner: Runner, outcome: Outcome): void {
    const { job, run, giver, id, startedAtMs } = runner;
    this.#running.remove(runner);
    this.#spare.insert(runner, null);
    runner.job = runner.run = runner.giver = null;
    if (job === null || this.#isOver) return;
    const now = this.#clock.now();
    const end = { outcome, durationMs: now - startedAtMs, units: job.settings.units };
    if (run?.isAborted !== true) {
      giver?.tryEnded(end, now, job, id);
      return;
    }
    const undo = this.#clock.setTimer(this.#releaseLagMs, () => {
      this.#lags.delete(undo);
      giver?.tryEnded(end, this.#clock.now(), job, id);
    });
    this.#lags.add(undo);
  }
}
