import type { Invariant } from '../invariant.ts';
import type { World } from '../world.ts';

const MINUTE_MS = 60_000;
const STEALS_A_MINUTE = 2;
/** Whoever was robbed of the conductor's lock waits so long at least before it takes it by force itself. */
const ROBBED_WAITS_MS = 12_000;

/** Nobody takes the conductor's lock by force more than twice a minute, or soon after having been robbed of it. */
export function stealsInvariant(world: World): Invariant {
  const stealsAtMs = new Map<string, number[]>();
  const robbedAtMs = new Map<string, number>();
  return {
    stealsConductor: (name, { tab }) => {
      const recent = (stealsAtMs.get(tab.id) ?? []).filter((atMs) => world.nowMs - atMs < MINUTE_MS);
      stealsAtMs.set(tab.id, [...recent, world.nowMs]);
      if (recent.length >= STEALS_A_MINUTE) {
        world.violate(
          'I4',
          `${tab.id} steals the conductor lock for the ${recent.length + 1}. time in a minute`,
        );
      }
      const sinceMs = world.nowMs - (robbedAtMs.get(tab.id) ?? -Infinity);
      if (sinceMs < ROBBED_WAITS_MS) {
        world.violate(
          'I4',
          `${tab.id} steals the conductor lock ${sinceMs.toFixed(0)} ms after it was robbed of it`,
        );
      }
      const victim = world.browser.locks.holderOf(name);
      if (victim !== null) robbedAtMs.set(victim, world.nowMs);
    },
  };
}
