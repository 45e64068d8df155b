/** Slots that somebody holds by hand and does not need just now. */
export interface IdleLease {
  readonly slots: number;
  /** When its holder was last asked to give it back; `-Infinity`: not yet. */
  askedAtMs: number;
}

/** A holder may need so long to close what it holds; after that the next one is asked too. */
export const RECLAIM_PATIENCE_MS = 2000;

/**
 * Which of the idle leases to ask back, where `missing` more slots are wanted than will be free without that. No more
 * than are wanted: those asked a moment ago count. Notes that they were asked.
 */
export function leasesToAsk<Lease extends IdleLease>(
  leases: readonly Lease[],
  missing: number,
  nowMs: number,
): Lease[] {
  let left = missing;
  const isAsked = ({ askedAtMs }: IdleLease): boolean => nowMs - askedAtMs < RECLAIM_PATIENCE_MS;
  for (const lease of leases) if (isAsked(lease)) left -= lease.slots;
  const others = leases.filter((lease) => !isAsked(lease));
  const never = others.filter(({ askedAtMs }) => askedAtMs === -Infinity);
  const inVain = others.filter(({ askedAtMs }) => askedAtMs !== -Infinity);
  return [...never, ...inVain].filter((lease) => {
    if (left <= 0) return false;
    lease.askedAtMs = nowMs;
    left -= lease.slots;
    return true;
  });
}
