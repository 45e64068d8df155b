import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runCommand, type CommandResult } from './command.ts';

const stamp = join(root, 'node_modules', '.installed');
const manifests = [
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'package.json',
  '{packages/*,playground}/package.json',
];

/** Installs what the lockfile says; does nothing when that was done before. */
export async function ensureDependencies(): Promise<void> {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Installing dependencies');
  // CI: never ask before replacing a folder that another version of pnpm made.
  const { exitCode } = await runPnpm(['install', '--frozen-lockfile', '--reporter=append-only'], {
    env: { CI: 'true' },
  });
  if (exitCode !== 0) throw new Error('Failed to install the dependencies: see above.');
  writeFileSync(stamp, wanted);
}

/** Runs the pnpm that `package.json` names, which npm fetches on first use. */
export async function runPnpm(
  args: readonly string[],
  options: Parameters<typeof runCommand>[2] = {},
): Promise<CommandResult> {
  const manifest: { readonly packageManager: string } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  return runCommand('npx', ['--yes', manifest.packageManager, ...args], options);
}

function fingerprint(): string {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of globSync(manifests, { cwd: root }).toSorted()) {
    hash.update(file).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}
