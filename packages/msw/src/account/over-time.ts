import type { JournalEntry } from './journal.ts';

export interface Step {
  readonly atMs: number;
  /** Weight in flight from this moment to the next step. */
  readonly inFlight: number;
}

/**
 * How much was in flight when: one step for each moment at which it changed, in order of time. Made from a journal's
 * `entries`; what the journal has forgotten is missing.
 */
export function inFlightOverTime(entries: readonly JournalEntry[]): readonly Step[] {
  const changes = new Map<number, number>();
  const change = (atMs: number | undefined, by: number): void => {
    if (atMs !== undefined) changes.set(atMs, (changes.get(atMs) ?? 0) + by);
  };
  for (const { admittedAtMs, closedAtMs, weight } of entries) {
    if (admittedAtMs === undefined) continue;
    change(admittedAtMs, weight);
    change(closedAtMs, -weight);
  }
  let inFlight = 0;
  return [...changes]
    .filter(([, by]) => by !== 0)
    .toSorted(([left], [right]) => left - right)
    .map(([atMs, by]) => ({ atMs, inFlight: (inFlight += by) }));
}
