import { once } from 'node:events';
import { createServer } from 'node:http';
import { resolve } from 'node:path';
import { build, defaultClientConditions } from 'vite';

export interface PoolPages {
  /** Without a slash at the end. `/pool` is `pool-page.ts`; `/blank` is where one can go from there. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the pages whose pools the tests are about, bundled once, so that a tab is there in a moment. */
export async function servePoolPages(): Promise<PoolPages> {
  const script = await bundle();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://pages');
    const protocol = searchParams.get('protocol');
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(page(pathname === '/pool' ? inProtocol(script, protocol) : ''));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The pages are served at no address.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bundle(): Promise<string> {
  const entry = resolve(import.meta.dirname, 'pool-page.ts');
  const built = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['source', ...defaultClientConditions] },
    build: { write: false, minify: false, rollupOptions: { input: entry } },
  });
  const [result] = Array.isArray(built) ? built : [built];
  const chunk = result !== undefined && 'output' in result ? result.output[0] : undefined;
  if (chunk === undefined) throw new Error('The page of the pool was not built.');
  return chunk.code;
}

/** As a page of another deployed version of the app would speak. */
function inProtocol(script: string, version: string | null): string {
  if (version === null) return script;
  const other = script.replace(/(PROTOCOL_VERSION = )\d+/, `$1${version}`);
  if (other === script) throw new Error('The version of the protocol is not to be found in the page.');
  return other;
}

function page(script: string): string {
  return `<!doctype html><meta charset="utf-8" /><title>A pool</title><link rel="icon" href="data:," />
<script type="module">${script}</script>`;
}
