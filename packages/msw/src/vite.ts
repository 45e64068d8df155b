import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connect, Plugin, ProxyOptions } from 'vite';
import { type CreatedSimulator, createSimulator } from './create-simulator.ts';
import { nodeDoor } from './doors/node-door.ts';
import { checkedKey, isForeign, proxyTo, type RealProvider } from './doors/proxy.ts';
import type { AccountOptions } from './options.ts';
import type { ProviderId } from './provider-id.ts';

export type { BreezePlan } from './account/plans.ts';
export { SimulatorError, type SimulatorErrorCode } from './errors.ts';
export type { AccountOptions } from './options.ts';
export type { VoiceKind } from './voices/catalogue.ts';

export interface MountedProviderOptions extends AccountOptions {
  /**
   * Key of the real service, to which requests then go; `false`: simulate it, whatever the environment says.
   * @default the environment's BREEZE_API_KEY or SMALLEST_API_KEY
   */
  readonly apiKey?: string | false;
  /** Base URL of the real service. @default 'https://api.breeze.blue', 'https://api.smallest.ai' */
  readonly upstream?: string;
}

export interface CuelightSimulatorsOptions {
  readonly breeze?: MountedProviderOptions;
  readonly smallest?: MountedProviderOptions;
}

const PROVIDERS: readonly ProviderId[] = ['breeze', 'smallest'];
const STATUS_PATH = '/api/__cuelight';
const DOING = 'mount the simulated providers';

const SERVICES = {
  breeze: { variable: 'BREEZE_API_KEY', upstream: 'https://api.breeze.blue' },
  smallest: { variable: 'SMALLEST_API_KEY', upstream: 'https://api.smallest.ai' },
} as const;

/**
 * Mounts both providers in a Vite dev or preview server, at `/api/breeze` and `/api/smallest`; all tabs share
 * their accounts. Paths after that are the provider's own, and `/__simulator/journal` and `/control`.
 *
 * Where a key is given, or in the environment, that provider's path leads to the real service instead, and
 * the key is added on the way; it never reaches the browser. `GET /api/__cuelight` says which is which:
 * `{ providers: { breeze: { mode: 'simulated' | 'real' }, ... } }`.
 *
 * @throws SimulatorError `invalid-option`, `flite-missing`, `invalid-key`, when the server starts.
 */
export function cuelightSimulators(options: CuelightSimulatorsOptions = {}): Plugin {
  const mounted = new Mounted(options);
  return {
    name: 'cuelight:simulators',
    apply: (_config, { command, isPreview }) => command === 'serve' || isPreview === true,
    config: () => {
      const proxy: Record<string, ProxyOptions> = {};
      for (const real of mounted.real()) {
        const prefix = prefixOf(real.provider);
        proxy[`^${prefix}/`] = proxyTo(real, prefix);
      }
      return { server: { proxy }, preview: { proxy } };
    },
    configureServer: (server) => mounted.attach(server.middlewares),
    // Called when a dev server closes or restarts, also in middleware mode, where it has no HTTP server.
    buildEnd: () => mounted.detach(),
    configurePreviewServer: (server) => {
      mounted.attach(server.middlewares);
      server.httpServer.once('close', () => {
        mounted.detach().catch((error: unknown) => server.config.logger.error(String(error)));
      });
    },
  };
}

/** The simulators of one plugin. A restart attaches the new server before it detaches the old one. */
class Mounted {
  readonly #options: CuelightSimulatorsOptions;
  #simulators: ReadonlyMap<ProviderId, CreatedSimulator> | null = null;
  #servers = 0;

  constructor(options: CuelightSimulatorsOptions) {
    this.#options = options;
  }

  /** The providers that are not simulated. */
  real(): readonly RealProvider[] {
    return PROVIDERS.flatMap((provider) => {
      const { variable, upstream } = SERVICES[provider];
      const { apiKey = process.env[variable] ?? '', upstream: given } = this.#options[provider] ?? {};
      if (apiKey === false || apiKey === '') return [];
      return [{ provider, upstream: given ?? upstream, apiKey: checkedKey(variable, apiKey) }];
    });
  }

  attach(middlewares: Connect.Server): void {
    const real = this.real().map(({ provider }) => provider);
    this.#simulators ??= this.#create(real);
    this.#servers += 1;
    for (const [provider, { simulator }] of this.#simulators) {
      middlewares.use(prefixOf(provider), nodeDoor(simulator));
    }
    for (const provider of real) middlewares.use(prefixOf(provider), refuseWhatIsNotForTheService);
    middlewares.use(STATUS_PATH, (_request, response) => {
      const modes = PROVIDERS.map((provider) => [
        provider,
        { mode: real.includes(provider) ? 'real' : 'simulated' },
      ]);
      sendJson(response, 200, { providers: Object.fromEntries(modes) });
    });
  }

  async detach(): Promise<void> {
    if (this.#servers === 0) return;
    this.#servers -= 1;
    if (this.#servers > 0) return;
    const simulators = [...(this.#simulators ?? new Map<ProviderId, CreatedSimulator>()).values()];
    this.#simulators = null;
    await Promise.all(simulators.map((created) => created.close()));
  }

  #create(real: readonly ProviderId[]): ReadonlyMap<ProviderId, CreatedSimulator> {
    const simulated = PROVIDERS.filter((provider) => !real.includes(provider));
    return new Map(
      simulated.map((provider) => [
        provider,
        createSimulator(DOING, provider, this.#options[provider] ?? {}, ['apiKey', 'upstream']),
      ]),
    );
  }
}

/** Runs before the proxy, which could refuse too but not say why. */
function refuseWhatIsNotForTheService(
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
): void {
  if (isForeign(request)) {
    sendJson(response, 403, { error: 'Only pages of this server may use its key.' });
  } else if (request.url?.startsWith('/__simulator/')) {
    sendJson(response, 404, { error: 'The real service is in use here: nothing is simulated.' });
  } else {
    next();
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}

function prefixOf(provider: ProviderId): string {
  return `/api/${provider}`;
}
