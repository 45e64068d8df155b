import { checkPackages } from '../check-packages.ts';
import { buildPackages, publicPackages } from '../packages.ts';
import { runTool } from '../setup/command.ts';

interface Step {
  readonly name: string;
  /** Throws what is wrong, as text for people. */
  readonly run: () => Promise<void>;
}

const steps: readonly Step[] = [
  { name: 'types', run: tool('tsc', '-p', '.') },
  { name: 'types of the pure folders', run: tool('tsc', '-p', 'packages/core/tsconfig.pure.json') },
  { name: 'lint', run: tool('oxlint', '--type-aware', '.') },
  { name: 'formatting', run: tool('biome', 'format', '.') },
  { name: 'unused code', run: tool('knip') },
  {
    name: 'import rules',
    run: tool('vitest', 'run', '--project', 'node', 'packages/core/test/architecture.test.ts'),
  },
  { name: 'build', run: () => buildPackages(publicPackages) },
  { name: 'packages', run: checkPackages },
  { name: 'sizes', run: tool('size-limit') },
];

/** Runs every step, also after one has failed, and says how each went. */
export async function run(): Promise<number> {
  const failed: string[] = [];
  for (const step of steps) {
    const startedAt = performance.now();
    const problem = await step.run().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${problem === undefined ? 'ok    ' : 'FAILED'}  ${step.name} (${seconds} s)`);
    if (problem === undefined) continue;
    failed.push(step.name);
    console.log(problem.replaceAll(/^/gm, '        '));
  }
  console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}.`);
  return failed.length === 0 ? 0 : 1;
}

function tool(name: string, ...args: readonly string[]): () => Promise<void> {
  return async () => {
    const { exitCode, output } = await runTool(name, args, { quiet: true });
    if (exitCode !== 0) throw new Error(output.trim());
  };
}
