import type { Invariant } from '../invariant.ts';
import type { World } from '../world.ts';

/** I9: an idle page holds no lock and waits for none. I7: a closed pool leaves nothing behind. */
export function leftoversInvariant(world: World): Invariant {
  const { locks, channels } = world.browser;
  return {
    idle: () => {
      for (const { tab } of world.livingPages) {
        const held = locks.held(tab.id);
        if (held.length > 0) world.violate('I9', `${tab.id} is idle and holds ${held.join(', ')}`);
        const pending = locks.pendingOf(tab.id);
        if (pending > 0) world.violate('I9', `${tab.id} is idle and waits for ${pending} locks`);
      }
    },
    closed: () => {
      for (const { tab } of world.livingPages) {
        const left = [
          `${locks.held(tab.id).length} locks held`,
          `${locks.pendingOf(tab.id)} locks asked for`,
          `${tab.timers} timers`,
          `${tab.listeners} listeners`,
          `${channels.countOf(tab.id)} channels`,
        ].filter((what) => !what.startsWith('0 '));
        if (left.length > 0)
          world.violate('I7', `${tab.id} has closed its pool, and has left: ${left.join(', ')}`);
      }
    },
  };
}
