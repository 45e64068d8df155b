import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildPackages } from '../packages.ts';
import { ensureBrowser } from '../setup/browser.ts';
import { cacheFolder, runTool } from '../setup/command.ts';
import { tallyFileVariable, type Tally } from '../tally-reporter.ts';

/** Runs the tests; arguments are Vitest's own. The last line is `N passed, N failed`. */
export async function run(args: readonly string[]): Promise<number> {
  const wanted = projectFilters(args);
  const env: Record<string, string> = {};
  if (wanted('browser') || wanted('e2e')) env['CHROME_PATH'] = await ensureBrowser();
  // The page without a framework loads the built package.
  if (wanted('e2e')) await buildPackages(['core']);

  const tallyFile = join(cacheFolder, 'tally.json');
  mkdirSync(cacheFolder, { recursive: true });
  rmSync(tallyFile, { force: true });
  env[tallyFileVariable] = tallyFile;
  const { exitCode } = await runTool('vitest', ['run', ...args], { env });

  const { passed, failed } = closingTally(tallyFile, exitCode);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** Whether a project takes part, going by `--project <name>`; patterns and negations count as taking part. */
function projectFilters(args: readonly string[]): (project: string) => boolean {
  const filters = args.flatMap((arg, index) => {
    if (arg === '--project') return args[index + 1] ?? [];
    return arg.startsWith('--project=') ? arg.slice('--project='.length) : [];
  });
  return (project) =>
    filters.length === 0 || filters.some((filter) => filter === project || /[*!]/.test(filter));
}

/** No numbers, no test at all, or an exit code against the numbers: each is a failure. */
function closingTally(tallyFile: string, exitCode: number): Tally {
  const tally: Tally = existsSync(tallyFile)
    ? JSON.parse(readFileSync(tallyFile, 'utf8'))
    : { passed: 0, failed: 0 };
  const looksGood = tally.failed === 0;
  if (looksGood && tally.passed === 0) console.error('No test ran.');
  if (looksGood && (tally.passed === 0 || exitCode !== 0)) return { ...tally, failed: 1 };
  return tally;
}
