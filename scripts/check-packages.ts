import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageFolder, publicPackages, type PublicPackage } from './packages.ts';
import { cacheFolder, runCommand, runTool, type CommandResult } from './setup/command.ts';
import { runPnpm } from './setup/dependencies.ts';

const tarballs = join(cacheFolder, 'packed');
/** The packages as a user's installation has them. */
const installed = join(cacheFolder, 'installed');

/** A file to be served, for the audio thread alone: nobody imports it. */
const WORKLET_ENTRY = './worklet.js';
const plainOutput = ['--no-emoji', '--format', 'ascii'];

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Packs what would be published and looks at that, not at the folders it comes from. */
export async function checkPackages(): Promise<void> {
  for (const folder of [tarballs, installed]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(tarballs, { recursive: true });
  for (const name of publicPackages) {
    // pnpm, because npm would not apply publishConfig.exports, which leaves the sources out.
    await succeed(
      `pack ${name}`,
      runPnpm(['pack', '--pack-destination', tarballs], { cwd: packageFolder(name), quiet: true }),
    );
  }
  for (const file of readdirSync(tarballs)) {
    const tarball = join(tarballs, file);
    await succeed(`publint ${file}`, runTool('publint', [tarball, '--strict'], { quiet: true }));
    await succeed(
      `attw ${file}`,
      runTool(
        'attw',
        [tarball, '--profile', 'esm-only', '--exclude-entrypoints', WORKLET_ENTRY, ...plainOutput],
        { quiet: true },
      ),
    );
    await unpack(tarball);
  }
  for (const name of publicPackages) await importEveryEntry(name);
}

async function unpack(tarball: string): Promise<void> {
  const name = publicPackages.find((candidate) => tarball.includes(`cuelight-${candidate}-`));
  if (name === undefined) throw new Error(`${tarball} is of no public package`);
  const folder = installedFolder(name);
  mkdirSync(folder, { recursive: true });
  await succeed(
    `unpack ${tarball}`,
    runCommand('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], { quiet: true }),
  );
}

/** Plain Node imports each entry; nothing may be started, printed or added to the globals by that. */
async function importEveryEntry(name: PublicPackage): Promise<void> {
  const folder = installedFolder(name);
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (JSON.stringify(manifest.exports).includes('src/')) {
    throw new Error(
      `${manifest.name}: the packed exports point at sources. Strip them in publishConfig.exports.`,
    );
  }
  for (const dependency of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    linkDependency(name, dependency);
  }
  const entries = Object.keys(manifest.exports)
    .filter((entry) => !entry.endsWith('.json') && entry !== WORKLET_ENTRY)
    .map((entry) => manifest.name + entry.slice(1));
  const { output } = await succeed(
    `import ${entries.join(', ')}`,
    runCommand(process.execPath, ['--input-type=module', '-e', probe(entries)], { cwd: folder, quiet: true }),
  );
  if (output !== '') throw new Error(`Importing ${entries.join(', ')} has effects:\n${output}`);
}

/** Prints what importing left behind, if anything. */
function probe(entries: readonly string[]): string {
  return `
    // Loading these adds globals of Node's and of MSW's own, which are not to be counted.
    await import('node:http');
    await import('msw').catch(() => 'this package has no use for it');
    const globalsBefore = new Set(Reflect.ownKeys(globalThis));
    const resourcesBefore = process.getActiveResourcesInfo().length;
    for (const entry of ${JSON.stringify(entries)}) await import(entry);
    const resources = process.getActiveResourcesInfo();
    const added = Reflect.ownKeys(globalThis).filter((key) => !globalsBefore.has(key));
    if (added.length > 0) console.log('globals: ' + added.map(String).join(', '));
    if (resources.length > resourcesBefore) console.log('resources: ' + resources.join(', '));
    // Such a resource would keep this process alive.
    process.exit();
  `;
}

/** The other packed packages are installed beside it already; the rest comes from the workspace. */
function linkDependency(name: PublicPackage, dependency: string): void {
  if (dependency.startsWith('@cuelight/')) return;
  const link = join(installedFolder(name), 'node_modules', dependency);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(join(packageFolder(name), 'node_modules', dependency), link, 'junction');
}

function installedFolder(name: PublicPackage): string {
  return join(installed, 'node_modules', '@cuelight', name);
}

async function succeed(what: string, command: Promise<CommandResult>): Promise<CommandResult> {
  const result = await command;
  if (result.exitCode !== 0) throw new Error(`${what} failed:\n${result.output.trim()}`);
  return result;
}
