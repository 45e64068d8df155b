import type { JobQueue } from '../scheduler/job-queue.ts';
import { LANES } from '../scheduler/lane.ts';
import type { PoolJob } from './job.ts';

/** The places of the jobs of this tab in their own lanes: numbered only when somebody asks. */
export class Places {
  readonly #queue: JobQueue<PoolJob>;
  #areStale = true;
  #unitsWaiting = 0;

  constructor(queue: JobQueue<PoolJob>) {
    this.#queue = queue;
  }

  /** Of the jobs in the queue, as of the last time that places were numbered. */
  get unitsWaiting(): number {
    return this.#unitsWaiting;
  }

  /** Jobs came, left, or changed places. */
  changed(): void {
    this.#areStale = true;
  }

  bringUpToDate(): void {
    if (!this.#areStale) return;
    this.#areStale = false;
    this.#unitsWaiting = 0;
    for (const lane of LANES) {
      let place = 0;
      for (const job of this.#queue.entriesOf(lane)) {
        job.place = ++place;
        this.#unitsWaiting += job.settings.units;
      }
    }
  }
}
