import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackages } from '../packages.ts';
import { ensureBrowser } from '../setup/browser.ts';
import { cacheFolder, runTool } from '../setup/command.ts';
import { closingTally, tallyFileVariable, type Tally } from '../tally.ts';

/** Runs the tests; arguments are Vitest's own. The last line is `N passed, N failed`. */
export async function run(args: readonly string[]): Promise<number> {
  const takesPart = projectFilter(args);
  const tallyFile = join(cacheFolder, `tally-${process.pid}.json`);
  const env: Record<string, string> = { [tallyFileVariable]: tallyFile };
  if (takesPart('browser') || takesPart('e2e')) env['CHROME_PATH'] = await ensureBrowser();
  // The page without a framework loads the built package.
  if (takesPart('e2e')) await buildPackages(['core']);

  mkdirSync(cacheFolder, { recursive: true });
  const { exitCode } = await runTool('vitest', ['run', ...args], { env });
  const { passed, failed } = closingTally(readTally(tallyFile), exitCode);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** Which projects take part, going by `--project <name>`; a pattern or a negation may mean any of them. */
function projectFilter(args: readonly string[]): (project: string) => boolean {
  const names = args.flatMap((arg, index) => {
    if (arg === '--project') return args[index + 1] ?? [];
    return arg.startsWith('--project=') ? arg.slice('--project='.length) : [];
  });
  return (project) => names.length === 0 || names.some((name) => name === project || /[*!]/.test(name));
}

/** `null`: Vitest did not get as far as counting. */
function readTally(file: string): Tally | null {
  if (!existsSync(file)) return null;
  const tally: Tally = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(file);
  return tally;
}
