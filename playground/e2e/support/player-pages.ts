import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { build, defaultClientConditions } from 'vite';
import type { PlayerOptions } from '@cuelight/core/player';
import { packageFolder } from '../../../scripts/packages.ts';

export interface PlayerPages {
  /** Without a slash at the end. */
  readonly origin: string;
  /** The page with a player of these options, under this Content-Security-Policy. */
  path(options: PlayerOptions, policy?: string): string;
  close(): Promise<void>;
}

/**
 * Serves `player-page.ts` as an app would: with the built package, its chunks in files of their own, and
 * `/worklet.js` as the package ships it.
 */
export async function servePlayerPages(): Promise<PlayerPages> {
  const files = await bundle();
  files.set('/worklet.js', await readFile(resolve(packageFolder('core'), 'dist/worklet.js'), 'utf8'));
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://pages');
    const script = files.get(pathname);
    if (script !== undefined) {
      response.writeHead(200, { 'content-type': 'text/javascript' });
      response.end(script);
      return;
    }
    const policy = searchParams.get('policy');
    response.writeHead(pathname === '/' ? 200 : 404, {
      'content-type': 'text/html',
      ...(policy !== null && { 'content-security-policy': policy }),
    });
    response.end(PAGE);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The pages are served at no address.');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    path: (options, policy) =>
      `/?${new URLSearchParams({ options: JSON.stringify(options), ...(policy !== undefined && { policy }) })}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const PAGE = `<!doctype html><meta charset="utf-8" /><title>A player</title><link rel="icon" href="data:," />
<script type="module" nonce="x" src="/page.js"></script>`;

/** By their paths. */
async function bundle(): Promise<Map<string, string>> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: [...defaultClientConditions] },
    build: {
      write: false,
      modulePreload: false,
      rollupOptions: {
        input: resolve(import.meta.dirname, 'player-page.ts'),
        output: { entryFileNames: 'page.js' },
      },
    },
  });
  const [result] = Array.isArray(built) ? built : [built];
  if (result === undefined || !('output' in result)) throw new Error("The player's page was not built.");
  return new Map(
    result.output.flatMap((file) => (file.type === 'chunk' ? [[`/${file.fileName}`, file.code]] : [])),
  );
}
