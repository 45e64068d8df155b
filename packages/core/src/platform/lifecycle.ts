import type { Undo } from './clock.ts';

/**
 * What happens to the page itself. `leave`: it is being frozen, cached or closed, and must let go of
 * everything now. `return`: it lives again; may come twice for one `leave`.
 */
export type LifecycleEvent = 'leave' | 'return' | 'visible' | 'hidden' | 'online' | 'offline';

export interface Lifecycle {
  isVisible(): boolean;
  subscribe(listener: (event: LifecycleEvent) => void): Undo;
}
