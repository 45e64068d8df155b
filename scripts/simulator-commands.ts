import { pathToFileURL } from 'node:url';
import type { ServerOptions, Simulator } from '../packages/msw/src/server.ts';

/** What browser tests can ask of Node: see `commands` of `vitest/browser`. */
declare module 'vitest/browser' {
  interface BrowserCommands {
    /** Starts a simulated provider at a free port, and gives its address. */
    startSimulator: (options: ServerOptions) => Promise<string>;
    stopSimulator: (url: string) => Promise<void>;
  }
}

const running = new Map<string, Simulator>();

export const simulatorCommands = {
  startSimulator: async (_context: unknown, options: ServerOptions): Promise<string> => {
    // By its address, or Vite would make this module part of the configuration that it bundles.
    const source = pathToFileURL('packages/msw/src/server.ts').href;
    const { startSimulator }: typeof import('../packages/msw/src/server.ts') = await import(source);
    const simulator = await startSimulator(options);
    running.set(simulator.url, simulator);
    return simulator.url;
  },
  stopSimulator: async (_context: unknown, url: string): Promise<void> => {
    await running.get(url)?.close();
    running.delete(url);
  },
};
