import type { Fault } from './fault.ts';

/** Which of the faults that were set meets which request. Pure. */
export class FaultPlan {
  #faults: readonly { readonly fault: Fault; seen: number }[] = [];

  /** Replaces what was set before, and counts requests anew. */
  set(faults: readonly Fault[]): void {
    this.#faults = faults.map((fault) => ({ fault, seen: 0 }));
  }

  /** Counts one request, and gives the first fault that meets it. */
  meet(path: string, isSpeech: boolean): Fault | null {
    let met: Fault | null = null;
    for (const planned of this.#faults) {
      const { fault } = planned;
      if (fault.path === undefined ? !isSpeech : !path.startsWith(fault.path)) continue;
      planned.seen += 1;
      const first = fault.onRequest ?? 1;
      const times = fault.times ?? (fault.onRequest === undefined ? Infinity : 1);
      if (planned.seen >= first && planned.seen < first + times) met ??= fault;
    }
    return met;
  }
}
