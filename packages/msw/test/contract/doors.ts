import { setupServer } from 'msw/node';
import { Agent, fetch as undiciFetch } from 'undici';
import { breezeHandlers, smallestHandlers } from '../../src/index.ts';
import type { AccountOptions } from '../../src/options.ts';
import { type ProviderId, startSimulator } from '../../src/server.ts';
import { cuelightSimulators } from '../../src/vite.ts';
import { serveVite } from '../support/vite-server.ts';

/** A simulated account, as a client reaches it through one door. */
export interface Doorway {
  /** Without a slash at its end. */
  readonly url: string;
  /** Over the protocol that this door speaks. */
  readonly fetch: typeof fetch;
  close(): Promise<void>;
}

export interface Door {
  readonly name: string;
  readonly open: (provider: ProviderId, options: AccountOptions) => Promise<Doorway>;
}

export const doors: readonly Door[] = [
  { name: 'MSW in Node', open: openMsw },
  {
    name: 'the Node server over HTTP/1.1',
    open: (provider, options) => openServer(provider, options, false),
  },
  { name: 'the Node server over HTTP/2', open: (provider, options) => openServer(provider, options, true) },
  { name: 'the Vite plugin', open: openVite },
];

function openMsw(provider: ProviderId, options: AccountOptions): Promise<Doorway> {
  const { voice: _flite, plan: _plan, ...rest } = options;
  const { handlers } =
    provider === 'breeze'
      ? breezeHandlers({ ...rest, voice: 'code', ...(options.plan && { plan: options.plan }) })
      : smallestHandlers({ ...rest, voice: 'code' });
  const server = setupServer(...handlers);
  server.listen({ onUnhandledFrame: 'bypass' });
  const url = provider === 'breeze' ? 'https://api.breeze.blue' : 'https://api.smallest.ai';
  return Promise.resolve({
    url,
    fetch: (input, init) => fetch(input, init),
    close: () => {
      server.close();
      return Promise.resolve();
    },
  });
}

async function openServer(provider: ProviderId, options: AccountOptions, http2: boolean): Promise<Doorway> {
  const server = await startSimulator({ ...options, provider, voice: 'code', http2 });
  if (!http2)
    return { url: server.url, fetch: (input, init) => fetch(input, init), close: () => server.close() };
  const dispatcher = new Agent({ allowH2: true, connect: { rejectUnauthorized: false } });
  return {
    url: server.url,
    fetch: overHttp2(dispatcher),
    close: async () => {
      await server.close();
      await dispatcher.destroy();
    },
  };
}

async function openVite(provider: ProviderId, options: AccountOptions): Promise<Doorway> {
  const account = { ...options, voice: 'code', apiKey: false } as const;
  const served = await serveVite(
    cuelightSimulators({ breeze: { apiKey: false }, smallest: { apiKey: false }, [provider]: account }),
  );
  return {
    url: `${served.url}/api/${provider}`,
    fetch: (input, init) => fetch(input, init),
    close: () => served.close(),
  };
}

/** Node's own `fetch` cannot be told to accept a certificate; undici's is the same in a package. */
function overHttp2(dispatcher: Agent): typeof fetch {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same interface from two places
  return ((input: string, init: object) =>
    undiciFetch(input, { ...init, dispatcher })) as unknown as typeof fetch;
}
