import type { SimulatedRequest } from '../wire/wire.ts';
import type { Reply } from './reply.ts';

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
 * A reply as other origins may read it. Where a provider exposes no header, those that are not safelisted are taken away
 * rather than not exposed, so that a client outside a browser sees no more than one inside.
 */
export function withCors(reply: Reply, request: SimulatedRequest, isHidden: boolean): Reply {
  const cors = corsHeaders(request);
  if (!isHidden) return { ...reply, headers: { ...reply.headers, ...cors } };
  const { 'access-control-expose-headers': _headers, 'timing-allow-origin': _times, ...allowed } = cors;
  const left = Object.entries(reply.headers).filter(([name]) => SAFELISTED.includes(name));
  return { ...reply, headers: { ...Object.fromEntries(left), ...allowed } };
}

/**
 * Lets pages of any origin use a simulator, with credentials too; neither provider documents what it allows.
 * Every header a client may want to read is exposed.
 */
function corsHeaders(request: SimulatedRequest): Record<string, string> {
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
