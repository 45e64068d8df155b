import { type IncomingHttpHeaders, type IncomingMessage, ServerResponse } from 'node:http';
import type { ProxyOptions } from 'vite';
import { SimulatorError } from '../errors.ts';
import type { ProviderId } from '../provider-id.ts';

export interface RealProvider {
  readonly provider: ProviderId;
  /** Base URL of the service: `https://api.breeze.blue`. */
  readonly upstream: string;
  readonly apiKey: string;
}

/** How each provider takes its key. */
const KEY_HEADERS: Readonly<Record<ProviderId, (key: string) => readonly [name: string, value: string]>> = {
  breeze: (key) => ['xi-api-key', key],
  smallest: (key) => ['authorization', `Bearer ${key}`],
};

/**
 * What a browser sends for its own server and must not reach the service. `expect` is among them because the
 * proxy skips the step that adds the key where it is present.
 */
const OWN_HEADERS = ['authorization', 'xi-api-key', 'cookie', 'origin', 'referer', 'expect'];
/** Where services take a key in an address. */
const KEY_PARAMETERS = ['token', 'api_key', 'xi-api-key'];

/**
 * Settings for Vite's own proxy, which streams both ways, passes WebSocket upgrades on and aborts the request
 * upstream when the browser's is cut. It forwards `prefix` to the real service and adds the key on the way.
 *
 * Only pages of the dev server itself are served: any other site that a developer has open could otherwise
 * spend their credit. The key is in a closure, not in the settings, so that no listing of them shows it.
 */
export function proxyTo(real: RealProvider, prefix: string): ProxyOptions {
  const [keyHeader, keyValue] = KEY_HEADERS[real.provider](real.apiKey);
  return {
    target: real.upstream,
    changeOrigin: true,
    ws: true,
    rewrite: (path) => withoutKeys(path.slice(prefix.length)),
    // The one hook that sees requests and upgrades alike, before their headers are copied.
    bypass: (request) => {
      if (isForeign(request)) return false;
      for (const name of OWN_HEADERS) delete request.headers[name];
      return undefined;
    },
    configure: (proxy) => {
      proxy.on('proxyReq', (request) => request.setHeader(keyHeader, keyValue));
      proxy.on('proxyReqWs', (request) => request.setHeader(keyHeader, keyValue));
      proxy.on('proxyRes', (response) => delete response.headers['set-cookie']);
      // Vite logs the error too, and answers nothing of its own where an answer has begun.
      proxy.on('error', (error, _request, response) => {
        if (!(response instanceof ServerResponse) || response.headersSent) return;
        const why = `${real.upstream} could not be reached: ${error.message}`;
        response.writeHead(502, { 'content-type': 'application/json; charset=utf-8' });
        response.end(JSON.stringify({ error: why }));
      });
    },
  };
}

/**
 * Browsers say what kind of site asks, or at least which; programs say neither and are let in.
 */
export function isForeign(request: Pick<IncomingMessage, 'headers'>): boolean {
  const { origin, host } = request.headers;
  const site = headerValue(request.headers, 'sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

/**
 * The key as it is sent.
 * @throws SimulatorError `invalid-key`, without the key, where no header could carry it.
 */
export function checkedKey(name: string, value: string): string {
  const key = value.trim();
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new SimulatorError('invalid-key', {
    doing: `use ${name}`,
    because: 'it holds spaces or characters that no key has',
    advice: 'Copy the key again, without quotes or line breaks.',
  });
}

function withoutKeys(path: string): string {
  const start = path.indexOf('?');
  if (start < 0) return path;
  const pathname = path.slice(0, start);
  const parameters = new URLSearchParams(path.slice(start));
  for (const name of KEY_PARAMETERS) parameters.delete(name);
  return parameters.size === 0 ? pathname : `${pathname}?${parameters.toString()}`;
}

function headerValue(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
