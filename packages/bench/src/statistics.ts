/** The middle value; of two, the mean. `NaN` of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** The smallest value that `share` (0 to 1) of the values do not exceed. `NaN` of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/**
 * The median of `left / right` over rounds in which both were measured one right after the other: what slows a
 * round slows both, and cancels out.
 */
export function medianRatio(left: readonly number[], right: readonly number[]): number {
  const rounds = Math.min(left.length, right.length);
  return median(Array.from({ length: rounds }, (_, round) => (left[round] ?? NaN) / (right[round] ?? NaN)));
}

/** Jain's fairness index: 1 if all have the same, 1/n if one has everything. */
export function jainIndex(shares: readonly number[]): number {
  const sum = shares.reduce((total, share) => total + share, 0);
  const squares = shares.reduce((total, share) => total + share ** 2, 0);
  return squares === 0 ? 1 : sum ** 2 / (shares.length * squares);
}
