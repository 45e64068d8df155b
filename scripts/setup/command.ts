import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

export const root: string = resolve(import.meta.dirname, '../..');
export const cacheFolder: string = join(root, '.cache');

interface CommandOptions {
  readonly cwd?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Keeps what the command prints for the caller instead of showing it. */
  readonly quiet?: boolean;
}

export interface CommandResult {
  readonly exitCode: number;
  /** What it printed, if it was quiet. */
  readonly output: string;
}

/** Runs a program to its end, without input. A signal that ends us ends it first. */
export async function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { cwd = root, env = {}, quiet = false } = options;
  const printed = quiet ? 'pipe' : 'inherit';
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', printed, printed],
    // npm's and every tool's launcher is a batch file there, which only a shell can start.
    shell: process.platform === 'win32',
  });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  let endedBy: NodeJS.Signals | null = null;
  const end = (signal: NodeJS.Signals): void => {
    endedBy = signal;
    child.kill(signal);
  };
  process.on('SIGINT', end).on('SIGTERM', end);
  try {
    const exitCode = await new Promise<number>((done, fail) => {
      child.once('error', fail);
      child.once('close', (code) => done(code ?? 1));
    });
    return { exitCode, output: Buffer.concat(chunks).toString() };
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
    if (endedBy !== null) process.kill(process.pid, endedBy);
  }
}

/** Runs one of the workspace's own tools. */
export async function runTool(
  name: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return runCommand(join(root, 'node_modules', '.bin', name), args, options);
}
