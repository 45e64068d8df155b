import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

/** What the newest of our tools (size-limit, tsdown, Vitest, MSW) ask for. */
const oldest = '22.19.0';
const fetched = '24.21.0';

/**
 * Returns on a Node that is new enough. On an older one, takes a newer from the npm registry (packages
 * `node-<os>-<arch>` hold the plain binary and run no script), hands this very command to it and ends with it.
 */
export async function ensureNode() {
  if (compareVersions(process.versions.node, oldest) >= 0) return;
  const bin = fetchNode();
  const child = spawn(join(bin, 'node'), [...process.execArgv, ...process.argv.slice(1)], {
    stdio: 'inherit',
    // First on the path, so that every tool started from here finds it too.
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const exitCode = await new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => done(code ?? 1));
  });
  process.exit(exitCode);
}

function fetchNode() {
  const os = platform() === 'win32' ? 'win' : platform();
  const name = `node-${os}-${arch()}`;
  const folder = resolve(import.meta.dirname, `../../.cache/node-${fetched}`);
  const bin = join(folder, 'node_modules', name, 'bin');
  if (existsSync(join(bin, os === 'win' ? 'node.exe' : 'node'))) return bin;
  console.log(`Node ${process.versions.node} is older than ${oldest}: fetching ${name}@${fetched} from npm`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const { status } = spawnSync(
    'npm',
    [
      'install',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--loglevel=error',
      `${name}@${fetched}`,
    ],
    { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'], shell: os === 'win' },
  );
  if (status !== 0) {
    throw new Error(`Failed to fetch ${name}@${fetched}. Install Node ${oldest} or newer and try again.`);
  }
  return bin;
}

function compareVersions(left, right) {
  return left.localeCompare(right, 'en', { numeric: true });
}
