import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { close, listen } from './vite-server.ts';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly response: ServerResponse | null;
}

export interface Upstream {
  readonly url: string;
  readonly seen: readonly Seen[];
  /** The next request that is not an upgrade. */
  next(): Promise<Seen>;
  close(): Promise<void>;
}

/** Stands in for a real service: records requests, leaves the answer to the test, echoes over upgrades. */
export async function startUpstream(): Promise<Upstream> {
  const seen: Seen[] = [];
  const waiting: ((request: Seen) => void)[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer((request, response) => {
    const { method = '', url: path = '', headers } = request;
    const entry = { method, path, headers, response };
    seen.push(entry);
    request.resume();
    waiting.shift()?.(entry);
  });
  server.on('upgrade', (request, socket) => {
    sockets.add(socket);
    seen.push({ method: 'UPGRADE', path: request.url ?? '', headers: request.headers, response: null });
    socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n');
    socket.pipe(socket);
  });
  return {
    url: await listen(server),
    seen,
    next: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
      }),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return close(server);
    },
  };
}
