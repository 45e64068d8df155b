import type { CuelightError } from '../errors.ts';
import type { TaskContext } from './types.ts';

/** One try of a job, as its task sees it. The abort controller is made only if the task asks for the signal. */
export class TaskRun implements TaskContext {
  readonly attempt: number;
  #controller: AbortController | null = null;
  #reason: CuelightError | null = null;

  constructor(attempt: number) {
    this.attempt = attempt;
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
