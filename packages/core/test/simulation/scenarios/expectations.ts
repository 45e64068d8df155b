import type { SimulatedJob } from '../../../src/testing/simulation/page.ts';
import type { Outcome, Scenario } from './scenario.ts';

type Check = (outcome: Outcome) => string | null;

export function each(...checks: readonly Check[]): NonNullable<Scenario['expects']> {
  return (outcomes) => {
    for (const outcome of outcomes) {
      for (const check of checks) {
        const problem = check(outcome);
        if (problem !== null) return problem;
      }
    }
    return null;
  };
}

/** In the middle one of the outcomes. */
export function mostly(check: Check): NonNullable<Scenario['expects']> {
  return (outcomes) => {
    const problems = outcomes.map(check).filter((problem) => problem !== null);
    return problems.length * 2 > outcomes.length ? (problems[0] ?? null) : null;
  };
}

/** A job at that place starts soon after that. */
export function startsAt(place: number, afterMs: number, withinMs: number): Check {
  return ({ jobs }) => {
    const starts = startsOf(jobs.filter(({ page }) => page.place === place));
    const next = starts.find((atMs) => atMs >= afterMs) ?? Infinity;
    return next - afterMs <= withinMs
      ? null
      : `at place ${place} the next job starts ${(next - afterMs).toFixed(0)} ms after ${afterMs}`;
  };
}

export function startsOf(jobs: readonly SimulatedJob[]): number[] {
  return jobs.flatMap(({ runs }) => runs.map(({ startedAtMs }) => startedAtMs)).toSorted((a, b) => a - b);
}

export const allDone: Check = ({ jobs }) => {
  const open = jobs.find(({ settled, page }) => settled !== 'done' && !page.tab.isGone);
  return open === undefined ? null : `${open.name} is ${open.settled ?? 'open'}`;
};

export const nobodySteals: Check = ({ steals }) => (steals === 0 ? null : `${steals} times somebody steals`);

export const noRefusal: Check = ({ journal }) => {
  const refused = journal.find(({ outcome }) => outcome === 'refused');
  return refused === undefined ? null : `${refused.name} is refused`;
};

/** Everything is done while the trouble lasts. */
export function doneBy(ms: number): Check {
  return ({ jobs, journal }) => {
    const last = Math.max(...journal.map(({ endedAtMs }) => endedAtMs ?? Infinity));
    return last <= ms && journal.length >= jobs.length ? null : `the last request ends after ${last} ms`;
  };
}
