import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { constants, type Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Writable } from 'node:stream';
import type { Reply } from '../simulator/reply.ts';
import type { ProviderSimulator } from '../simulator/simulator.ts';
import type { SimulatedRequest } from '../wire/wire.ts';

/** Far above the longest text either provider takes. */
const MAX_BODY_BYTES = 1 << 20;

type NodeRequest = IncomingMessage | Http2ServerRequest;
/** What both kinds have; their own overloads do not go together. */
interface NodeResponse extends Writable {
  writeHead(status: number, headers?: Record<string, string>): unknown;
}
export type NodeHandler = (request: NodeRequest, response: NodeResponse) => void;

/** Serves a simulator to `node:http`, to `node:http2`, or to anything with the same request and response. */
export function nodeDoor(simulator: ProviderSimulator): NodeHandler {
  return (request, response) => {
    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableEnded) gone.abort();
    });
    serve(simulator, request, response, gone.signal).catch(() => {
      // The client is gone, or the stream failed after it began: either way it cannot be ended properly.
      breakOff(response);
    });
  };
}

async function serve(
  simulator: ProviderSimulator,
  request: NodeRequest,
  response: NodeResponse,
  signal: AbortSignal,
): Promise<void> {
  const body = await readBody(request);
  const url = readUrl(request.url ?? '/');
  if (body === null || url === null) {
    // The rest of the body is not read, so nothing else can follow it. HTTP/2 has a stream for each request.
    const headers = request.httpVersionMajor === 1 ? { connection: 'close' } : undefined;
    response.writeHead(body === null ? 413 : 400, headers);
    response.end();
    return;
  }
  const simulated: SimulatedRequest = {
    method: request.method ?? 'GET',
    url,
    header: (name) => headerOf(request, name),
    body,
  };
  await send(await simulator.handle(simulated, signal), response, signal);
}

async function send(reply: Reply, response: NodeResponse, signal: AbortSignal): Promise<void> {
  response.writeHead(reply.status, { ...reply.headers });
  if (typeof reply.body === 'string') {
    response.end(reply.body);
    return;
  }
  for await (const bytes of reply.body) {
    if (!response.write(bytes)) await once(response, 'drain', { signal });
  }
  response.end();
}

/** So that no client takes what it has for the whole. */
function breakOff(response: NodeResponse): void {
  if (response instanceof Http2ServerResponse) response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  else response.destroy();
}

/** `null` for what is no path: clients of a proxy send whole addresses, hostile ones send anything. */
function readUrl(path: string): URL | null {
  return path.startsWith('/') && !path.startsWith('//') ? new URL(path, 'http://simulator.invalid') : null;
}

/** `null` when it is too large. */
async function readBody(request: NodeRequest): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  const body: AsyncIterable<Buffer> = request;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function headerOf(request: NodeRequest, name: string): string | null {
  const value = request.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}
