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

/** Nothing ever happens to it: a server, a worker. */
export const quietLifecycle: Lifecycle = { isVisible: () => true, subscribe: () => () => {} };

/** The life of this page. Listens only while somebody listens to it. */
export function browserLifecycle(): Lifecycle {
  return {
    isVisible: () => document.visibilityState === 'visible',
    subscribe: (listener) => {
      const controller = new AbortController();
      const options = { signal: controller.signal };
      // `pagehide` comes before a page is cached or closed, `freeze` before it is frozen; Chromium sends both
      // `pageshow` and `resume` when a cached page returns. `unload` would keep the page out of the cache.
      window.addEventListener('pagehide', () => listener('leave'), options);
      document.addEventListener('freeze', () => listener('leave'), options);
      window.addEventListener('pageshow', (event) => event.persisted && listener('return'), options);
      document.addEventListener('resume', () => listener('return'), options);
      document.addEventListener(
        'visibilitychange',
        () => listener(document.visibilityState === 'visible' ? 'visible' : 'hidden'),
        options,
      );
      window.addEventListener('online', () => listener('online'), options);
      window.addEventListener('offline', () => listener('offline'), options);
      return () => controller.abort();
    },
  };
}
