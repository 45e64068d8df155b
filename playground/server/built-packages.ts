import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const coreFolder = fileURLToPath(new URL('../../packages/core', import.meta.url));

/**
 * Serves, under `/built/`, what the import map of `vanilla.html` names: core as it is published, and its three
 * dependencies as they are installed. Nothing is transformed on the way.
 */
export function builtPackages(): Plugin {
  return {
    name: 'playground:built-packages',
    configureServer: (server) => {
      server.middlewares.use('/built', (request, response, next) => {
        const file = fileFor(new URL(request.url ?? '/', 'http://localhost').pathname);
        if (file === null) {
          next();
          return;
        }
        readFile(file).then(
          (content) => {
            response.setHeader('content-type', contentType(file));
            response.setHeader('cache-control', 'no-cache');
            response.end(content);
          },
          () => {
            response.statusCode = 404;
            response.end(`There is no ${file}. Build the package first: npm run build`);
          },
        );
      });
    },
  };
}

/** `null` for what is not served here. */
function fileFor(path: string): string | null {
  const [, name, ...rest] = path.split('/');
  const folder = name === undefined ? undefined : folders()[name];
  if (folder === undefined || rest.length === 0) return null;
  const file = normalize(join(folder, ...rest));
  return file.startsWith(folder + sep) ? file : null;
}

/** Looked up on request: the packages may be built while the server runs. */
function folders(): Readonly<Record<string, string>> {
  return {
    core: join(coreFolder, 'dist'),
    zustand: join(dependencyFolder('zustand'), 'esm'),
    idb: join(dependencyFolder('idb'), 'build'),
    'eventsource-parser': join(dependencyFolder('eventsource-parser'), 'dist'),
  };
}

/** By the manifest, which is the same file whatever conditions Node runs with. */
function dependencyFolder(name: string): string {
  return dirname(createRequire(join(coreFolder, 'package.json')).resolve(`${name}/package.json`));
}

function contentType(file: string): string {
  return file.endsWith('.map') ? 'application/json' : 'text/javascript; charset=utf-8';
}
