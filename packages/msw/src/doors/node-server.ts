import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Certificate } from './certificate.ts';
import type { NodeHandler } from './node-door.ts';

export interface NodeServer {
  /** @throws Error what the system says where it cannot. */
  listen(port: number, host: string): Promise<void>;
  /** Without a slash at its end. */
  url(): string;
  /** Cuts off every connection. */
  close(): Promise<void>;
}

/** HTTP/1.1; with a certificate HTTP/2 over TLS, and HTTP/1.1 to clients that know no better. */
export function createNodeServer(handler: NodeHandler, certificate: Certificate | null): NodeServer {
  const server: Server =
    certificate === null
      ? createServer(handler)
      : createSecureServer({ ...certificate, allowHTTP1: true }, handler);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          resolve();
        });
      }),
    url: () => `${certificate === null ? 'http' : 'https'}://${hostAndPort(server.address())}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function hostAndPort(bound: AddressInfo | string | null): string {
  if (bound === null || typeof bound === 'string') throw new Error('not listening at a port');
  const { address, family, port } = bound;
  if (address === '0.0.0.0' || address === '::') return `127.0.0.1:${port}`;
  return `${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
