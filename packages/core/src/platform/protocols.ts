import type { Undo } from './clock.ts';

/**
 * Tells over which protocol (`h2`, `http/1.1`) each thing is fetched from below an address, from now on. Nothing is told
 * where the browser hides it: of another origin without `Timing-Allow-Origin`, and outside a window.
 */
export function observeProtocols(address: string, tell: (protocol: string) => void): Undo {
  if (typeof window !== 'object' || typeof PerformanceObserver !== 'function') return () => {};
  const prefix = new URL(address, location.href).href;
  // An observer, since the browser's own list of resources is full after 250 of them.
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry instanceof PerformanceResourceTiming && entry.name.startsWith(prefix)) {
        // Node, where a window is simulated, does not know it.
        const protocol: string | undefined = entry.nextHopProtocol;
        if (protocol !== undefined && protocol !== '') tell(protocol);
      }
    }
  });
  observer.observe({ type: 'resource' });
  return () => observer.disconnect();
}
