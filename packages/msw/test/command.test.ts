import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readArguments } from '../src/command/arguments.ts';
import { run } from '../src/command/run.ts';

const cli = resolve(import.meta.dirname, '../src/cli.ts');

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function ran(...args: readonly string[]): Promise<Ran> {
  let out = '';
  let err = '';
  const code = await run(args, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

describe('cuelight-simulator', () => {
  test('prints its address, serves the provider, its journal and its controls there, and ends when told to', async () => {
    const flags = '--provider breeze --plan free --port 0 --voice tone';
    const child = spawn(process.execPath, ['--no-warnings', cli, ...flags.split(' ')]);
    onTestFinished(() => void child.kill('SIGKILL'));
    const [printed]: unknown[] = await once(child.stdout, 'data');
    const text = String(printed);
    expect(text).toMatch(/^Simulating breeze free \(3 at once, no queue\) at http:\/\/127\.0\.0\.1:\d+\n/);
    const url = /at (http:\S+)/.exec(text)?.[1] ?? '';
    const control = await fetch(`${url}/__simulator/control`, { method: 'POST', body: '{"plan":"pro"}' });
    expect(await control.json()).toMatchObject({ plan: 'pro', limit: 20 });
    expect(await (await fetch(`${url}/v1/entitlements`)).json()).toMatchObject({ plan_code: 'pro' });
    expect(await (await fetch(`${url}/__simulator/journal`)).json()).toMatchObject({ entries: [] });
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
  });

  test('explains itself', async () => {
    const { code, out } = await ran('--help');
    expect(code).toBe(0);
    expect(out).toContain('cuelight-simulator --provider breeze --plan free --port 8787');
    expect(out).toContain('--require-key');
  });

  test.each([
    [['--provider', 'acme'], 'provider is "acme". Pass "breeze" or "smallest".'],
    [['--port', '1'], 'provider is undefined. Pass "breeze" or "smallest".'],
    [['--provider', 'breeze', '--plan', 'gold'], 'plan is "gold". Pass one of "free"'],
    [['--provider', 'breeze', '--port', 'any'], '--port is "any". Pass a number.'],
    [
      ['--provider', 'breeze', '--colour', 'red'],
      "Unknown option '--colour'. cuelight-simulator --help lists",
    ],
  ])('%j: says what is wrong and what would be right, and nothing else', async (args, because) => {
    const { code, out, err } = await ran(...args);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(because);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});

test('flags are the options of the server', () => {
  const flags =
    '--provider smallest --limit 2 --port 0 --http2 --voice code --speed Infinity --key a --key b';
  expect(readArguments(flags.split(' '))).toEqual({
    type: 'serve',
    options: {
      provider: 'smallest',
      limit: 2,
      port: 0,
      http2: true,
      voice: 'code',
      speed: Infinity,
      keys: ['a', 'b'],
    },
  });
  expect(readArguments([])).toEqual({ type: 'help' });
});
