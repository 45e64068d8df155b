import type { SimulatedRequest } from '../wire/wire.ts';

/** What a page may always read (fetch.spec.whatwg.org, "CORS-safelisted response-header name"). */
const SAFELISTED = [
  'cache-control',
  'content-language',
  'content-length',
  'content-type',
  'expires',
  'last-modified',
  'pragma',
];

/**
 * Lets pages of any origin use a simulator, with credentials too; neither provider documents what it allows.
 * Every header a client may want to read is exposed.
 */
export function corsHeaders(request: SimulatedRequest): Record<string, string> {
  const headers: Record<string, string> = {
    'access-control-allow-origin': request.header('origin') ?? '*',
    'access-control-expose-headers':
      'history-item-id, x-breeze-api-key-id, x-session-id, x-request-id, x-external-session-id, x-external-request-id, retry-after, retry-after-ms, x-ratelimit-reset',
    // Else a page could not tell over which protocol it was answered, nor how long it took.
    'timing-allow-origin': '*',
    vary: 'origin',
  };
  if (request.header('origin') !== null) headers['access-control-allow-credentials'] = 'true';
  if (request.method === 'OPTIONS') {
    headers['access-control-allow-methods'] = 'GET, POST, OPTIONS';
    headers['access-control-allow-headers'] = request.header('access-control-request-headers') ?? '*';
    headers['access-control-max-age'] = '600';
  }
  return headers;
}

/**
 * The headers that are left where a provider exposes none. They are taken away rather than not exposed, so that a client
 * outside a browser sees no more than one inside.
 */
export function onlySafelisted(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => SAFELISTED.includes(name)));
}
