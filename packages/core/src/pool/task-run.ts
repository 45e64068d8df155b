import type { CuelightError } from '../errors.ts';
import type { TaskContext } from './types.ts';

/** One try of a job, as its task sees it. The abort controller is made only if the task asks for the signal. */
export class TaskRun implements TaskContext {
  readonly type = 'running';
  readonly attempt: number;
  /** When it got its slots: what was granted together starts one after the other. */
  readonly grantedAtMs: number;
  readonly startedAtMs: number;
  /** The page went away: the job is to be tried again. */
  isCut = false;
  #controller: AbortController | null = null;
  #reason: CuelightError | null = null;

  constructor(attempt: number, grantedAtMs: number, startedAtMs: number) {
    this.attempt = attempt;
    this.grantedAtMs = grantedAtMs;
    this.startedAtMs = startedAtMs;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason !== null) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  get isAborted(): boolean {
    return this.#reason !== null;
  }

  abort(reason: CuelightError): void {
    this.#reason ??= reason;
    this.#controller?.abort(this.#reason);
  }
}
