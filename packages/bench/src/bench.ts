/** What every bench gives and gets. One folder per bench, one entry in `benches.ts`, one shared report. */

export interface BenchOptions {
  /** Answers within 50 seconds on a small machine: fewer rounds, smaller counts for slow peers. */
  readonly isQuick: boolean;
  /** Says what is measured now, to people who wait. */
  readonly progress: (what: string) => void;
}

/** One contender in one measurement. */
export interface Row {
  /** What was measured; rows of one measurement make one table. */
  readonly measurement: string;
  readonly contender: string;
  /** By column; its name carries the unit. `null`: not to be had. */
  readonly figures: Readonly<Record<string, number | null>>;
  readonly remark?: string;
}

/** `null`: it could not be measured, and no bound holds. */
export type Bar = { readonly name: string; readonly value: number | null; readonly holds: boolean } & Bound;
export type Bound = { readonly atMost: number } | { readonly atLeast: number };

export interface BenchResult {
  readonly rows: readonly Row[];
  /** What the project promises, each with what was measured for it. */
  readonly bars: readonly Bar[];
}

export type RunBench = (options: BenchOptions) => Promise<BenchResult>;

/** A bar whose `holds` follows from the value and the bound. */
export function bar(name: string, value: number | null, bound: Bound): Bar {
  return { name, value, ...bound, holds: keeps(value, bound) };
}

function keeps(value: number | null, bound: Bound): boolean {
  if (value === null) return false;
  return 'atMost' in bound ? value <= bound.atMost : value >= bound.atLeast;
}
