import type { OpenChannel } from '../platform/channel.ts';

/** Until when slots rest whose requests were cut, by slot, on the page's clock. */
export type DirtySlots = Map<number, number>;

/** Of each page, by the name of the pool. What makes a page's channels stands for the page. */
const pages: WeakMap<OpenChannel, Map<string, DirtySlots>> = new WeakMap();

/**
 * The dirty slots of a pool, shared by all pools of that name in one page: one that is closed may be followed by
 * another at once, to which nobody would say what the first has cut.
 */
export function dirtySlotsOf(page: OpenChannel, pool: string): DirtySlots {
  let pools = pages.get(page);
  if (pools === undefined) pages.set(page, (pools = new Map()));
  let dirty = pools.get(pool);
  if (dirty === undefined) pools.set(pool, (dirty = new Map()));
  return dirty;
}
