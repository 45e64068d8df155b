import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createViteServer, type Logger, type Plugin, type ViteDevServer } from 'vite';

export interface Served {
  readonly url: string;
  readonly vite: ViteDevServer;
  /** What Vite logged. */
  readonly log: readonly string[];
  close(): Promise<void>;
}

/** A real Vite dev server in middleware mode, behind a real HTTP server. */
export async function serveVite(plugin: Plugin): Promise<Served> {
  const http = createHttpServer();
  const log: string[] = [];
  const vite = await createViteServer({
    configFile: false,
    appType: 'custom',
    root: import.meta.dirname,
    customLogger: collectingLogger(log),
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: { server: http }, hmr: false, watch: null },
    plugins: [plugin],
  });
  http.on('request', vite.middlewares);
  const url = await listen(http);
  return {
    url,
    vite,
    log,
    close: async () => {
      await vite.close();
      await close(http);
    },
  };
}

export function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      resolve(`http://127.0.0.1:${port}`);
    });
  });
}

export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function collectingLogger(log: string[]): Logger {
  const add = (message: string): void => {
    log.push(message);
  };
  return {
    info: add,
    warn: add,
    warnOnce: add,
    error: add,
    clearScreen: () => undefined,
    hasErrorLogged: () => false,
    hasWarned: false,
  };
}
