import { CuelightError } from '../../src/errors.ts';
import type { TaskContext } from '../../src/pool/types.ts';
import type { VirtualClock } from '../../src/testing/virtual-clock.ts';

export interface Visit {
  readonly name: string;
  readonly startedAtMs: number;
  endedAtMs: number | null;
  outcome: 'running' | 'done' | 'refused' | 'aborted';
}

/** An account at a provider: so many requests at once, refusals beyond, a journal of all that came. */
export class VirtualAccount {
  readonly journal: Visit[] = [];
  peak = 0;
  limit: number;
  /** Slots that somebody else has taken. */
  foreign = 0;
  readonly #clock: VirtualClock;
  #inFlight = 0;

  constructor(clock: VirtualClock, limit: number) {
    this.#clock = clock;
    this.limit = limit;
  }

  get refusals(): number {
    return this.journal.filter((visit) => visit.outcome === 'refused').length;
  }

  /** Names of the requests that were let in, in the order in which they came. */
  get started(): string[] {
    return this.journal.filter((visit) => visit.outcome !== 'refused').map((visit) => visit.name);
  }

  /** A task of `durationMs`. */
  task(name: string, durationMs = 100, weight = 1): (context: TaskContext) => Promise<string> {
    return ({ signal }) =>
      new Promise((resolve, reject) => {
        const visit: Visit = { name, startedAtMs: this.#clock.now(), endedAtMs: null, outcome: 'running' };
        this.journal.push(visit);
        if (this.#inFlight + this.foreign + weight > this.limit) {
          visit.outcome = 'refused';
          visit.endedAtMs = this.#clock.now();
          reject(new CuelightError('busy', { doing: `speak ${name}`, because: 'the account is busy' }));
          return;
        }
        this.#inFlight += weight;
        this.peak = Math.max(this.peak, this.#inFlight);
        const end = (outcome: 'done' | 'aborted'): void => {
          undo();
          signal.removeEventListener('abort', onAbort);
          this.#inFlight -= weight;
          visit.outcome = outcome;
          visit.endedAtMs = this.#clock.now();
          if (outcome === 'done') resolve(name);
          else reject(signal.reason);
        };
        const onAbort = (): void => end('aborted');
        const undo = this.#clock.setTimer(durationMs, () => end('done'));
        signal.addEventListener('abort', onAbort);
      });
  }
}
