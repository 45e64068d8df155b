import { join } from 'node:path';
import { benches } from '../../packages/bench/src/benches.ts';
import { buildPackages } from '../packages.ts';
import { ensureBrowser } from '../setup/browser.ts';
import { root, runCommand } from '../setup/command.ts';

/**
 * Measures the built packages beside their peers. Ends well when everything could be measured, whether or not the
 * bounds hold: the report says that.
 */
export async function run(args: readonly string[]): Promise<number> {
  const name = args.find((arg) => !arg.startsWith('-')) ?? '';
  const bench = benches[name];
  if (bench === undefined) {
    throw new Error(
      `Usage: npm run bench -- ${Object.keys(benches).join(' | ')} [--quick] [--json] [--write]\n` +
        '  --quick  answers within 50 seconds\n' +
        '  --json   adds the report as one JSON object, in the last line\n' +
        '  --write  puts the tables into docs/benchmarks.md',
    );
  }
  const env: Record<string, string> = { NODE_ENV: 'production' };
  if (bench.drivesBrowser) env['CHROME_PATH'] = await ensureBrowser();
  await buildPackages(['core']);
  const main = join(root, 'packages', 'bench', 'src', 'main.ts');
  const { exitCode } = await runCommand(process.execPath, ['--expose-gc', main, ...args], { env });
  return exitCode;
}
