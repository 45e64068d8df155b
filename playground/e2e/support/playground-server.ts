import { resolve } from 'node:path';
import { createServer } from 'vite';

export interface PlaygroundServer {
  /** Without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the playground as `npm run demo` does, on a port that is free. */
export async function startPlaygroundServer(): Promise<PlaygroundServer> {
  const server = await createServer({
    root: resolve(import.meta.dirname, '../..'),
    // Its own, so that a demo that is running meanwhile keeps its dependencies.
    cacheDir: resolve(import.meta.dirname, '../../node_modules/.vite-e2e'),
    server: { port: 0 },
    logLevel: 'error',
  });
  await server.listen();
  const url = server.resolvedUrls?.local[0];
  if (url === undefined) throw new Error('The playground is served at no address.');
  return { url: url.replace(/\/$/, ''), close: () => server.close() };
}
