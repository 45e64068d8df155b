import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  /** Where a browser was driven. */
  readonly chromium?: string;
  /** Processes that wanted to run when the bench began, over the last minute: above `cores`, times are too long. */
  readonly load: number;
}

export function describeMachine(drivesBrowser: boolean): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    ...(drivesBrowser && { chromium: chromiumVersion() }),
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
}

function chromiumVersion(): string {
  const path = process.env['CHROME_PATH'] ?? '/usr/bin/chromium';
  return execFileSync(path, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}
