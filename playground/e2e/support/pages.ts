import { once } from 'node:events';
import { createServer, type OutgoingHttpHeaders } from 'node:http';
import { build, defaultClientConditions } from 'vite';

export interface Pages {
  /** Without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

export interface PageScript {
  /** The module that the page runs. */
  readonly entry: string;
  /** `sources`: our packages from their sources, readable. `shipped`: as built, minified, as an app would ship it. */
  readonly from: 'sources' | 'shipped';
  /** Where names of modules lead that would not be found, or elsewhere. */
  readonly alias?: Readonly<Record<string, string>>;
}

/** The module and all that it imports as one script, made once, so that a tab is there in a moment. */
export async function bundleScript({ entry, from, alias = {} }: PageScript): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias, conditions: [...(from === 'sources' ? ['source'] : []), ...defaultClientConditions] },
    build: {
      write: false,
      minify: from === 'shipped',
      rollupOptions: { input: entry, output: { codeSplitting: false } },
    },
  });
  const [result] = Array.isArray(built) ? built : [built];
  const chunk = result !== undefined && 'output' in result ? result.output[0] : undefined;
  if (chunk === undefined) throw new Error(`The page of ${entry} was not built.`);
  return chunk.code;
}

/** Serves pages that do nothing but run a script: the one that is given for their address. */
export async function servePages(
  scriptOf: (url: URL) => string,
  headers: OutgoingHttpHeaders = {},
): Promise<Pages> {
  const server = createServer((request, response) => {
    response.writeHead(200, { ...headers, 'content-type': 'text/html' });
    response.end(page(scriptOf(new URL(request.url ?? '/', 'http://pages'))));
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

function page(script: string): string {
  return `<!doctype html><meta charset="utf-8" /><title>A page</title><link rel="icon" href="data:," />
<script type="module">${script}</script>`;
}
