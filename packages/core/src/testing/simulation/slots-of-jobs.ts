import { isRunning, type SimulatedJob } from './page.ts';
import type { VirtualBrowser } from '../virtual-browser.ts';

/** Which slots a running job holds, as far as that can be told from outside. */
export class SlotsOfJobs {
  readonly #browser: VirtualBrowser;
  readonly #prefix: string;
  readonly #slots: WeakMap<SimulatedJob, readonly string[]> = new WeakMap();

  constructor(browser: VirtualBrowser, prefix: string) {
    this.#browser = browser;
    this.#prefix = prefix;
  }

  /** Those of its last run; none where the page held more than its jobs needed. */
  of(job: SimulatedJob): readonly string[] {
    return this.#slots.get(job) ?? [];
  }

  started(job: SimulatedJob): void {
    const taken = new Set<string>();
    for (const other of job.page.jobs) {
      if (other !== job && isRunning(other)) for (const name of this.of(other)) taken.add(name);
    }
    const held = this.#browser.locks.held(job.page.tab.id);
    const own = held.filter((name) => name.startsWith(this.#prefix) && !taken.has(name));
    this.#slots.set(job, own.length === job.weight ? own : []);
  }
}
