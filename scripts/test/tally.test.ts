import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startVitest } from 'vitest/node';
import { closingTally, TallyReporter, type Tally } from '../tally.ts';

test('counts tests, and one failure for each thing that fails outside of them', async () => {
  const tally = await tallyOf({
    'tests.test.js': `
      import { expect, test } from 'vitest';
      test('passes', () => {});
      test('fails', () => expect(1).toBe(2));
      test.skip('is skipped', () => {});
      test.todo('is to be written');`,
    'hook.test.js': `
      import { beforeAll, describe, test } from 'vitest';
      describe('suite', () => {
        beforeAll(() => { throw new Error('hook'); });
        test('does not run', () => {});
      });`,
    'load.test.js': `throw new Error('does not load');`,
    'unhandled.test.js': `
      import { test } from 'vitest';
      test('passes', () => { void Promise.reject(new Error('unhandled')); });`,
  });
  expect(tally).toEqual({ passed: 2, failed: 4 });
});

test.each([
  ['what was counted', { passed: 3, failed: 0 }, 0, { passed: 3, failed: 0 }],
  ['every failure', { passed: 3, failed: 2 }, 1, { passed: 3, failed: 2 }],
  ['a failure where no test ran', { passed: 0, failed: 0 }, 0, { passed: 0, failed: 1 }],
  ['a failure where nothing was counted', null, 0, { passed: 0, failed: 1 }],
  ['a failure where the exit code says so', { passed: 3, failed: 0 }, 1, { passed: 3, failed: 1 }],
])('closes with %s', (_what, counted, exitCode, expected) => {
  expect(closingTally(counted, exitCode)).toEqual(expected);
});

async function tallyOf(files: Readonly<Record<string, string>>): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'cuelight-tally-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const file = join(folder, 'tally.json');
  const vitest = await startVitest('test', [], {
    root: folder,
    config: false,
    watch: false,
    reporters: [new TallyReporter(file)],
  });
  await vitest.close();
  // The runner inside marks this process, too, as failed.
  process.exitCode = undefined;
  return JSON.parse(readFileSync(file, 'utf8'));
}
