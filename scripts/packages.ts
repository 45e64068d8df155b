import { join } from 'node:path';
import { root, runTool } from './setup/command.ts';

/** Folders under `packages/` that are published. */
export const publicPackages = ['core', 'react', 'msw'] as const;
export type PublicPackage = (typeof publicPackages)[number];

export function packageFolder(name: PublicPackage): string {
  return join(root, 'packages', name);
}

export async function buildPackages(names: readonly PublicPackage[]): Promise<void> {
  for (const name of names) {
    const { exitCode, output } = await runTool('tsdown', [], { cwd: packageFolder(name), quiet: true });
    if (exitCode !== 0) throw new Error(`Failed to build packages/${name}:\n${output}`);
  }
}
