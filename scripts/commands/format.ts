import { runTool } from '../setup/command.ts';

export async function run(args: readonly string[]): Promise<number> {
  const { exitCode } = await runTool('biome', ['format', '--write', '.', ...args]);
  return exitCode;
}
