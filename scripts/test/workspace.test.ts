import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFolder, publicPackages } from '../packages.ts';
import { root } from '../setup/command.ts';

test('the top level holds nothing but what belongs there', () => {
  const committed = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' });
  const names = new Set(committed.split('\n').map((path) => path.split('/')[0] ?? ''));
  const visible = [...names].filter((name) => name !== '' && !name.startsWith('.'));
  const allowed = [
    'CONTRIBUTING.md',
    'LICENSE',
    'README.md',
    'docs',
    'package.json',
    'packages',
    'playground',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'scripts',
    'tsconfig.json',
    'vite.config.ts',
  ];
  expect(visible).not.toEqual([]);
  expect(visible.filter((name) => !allowed.includes(name))).toEqual([]);
});

test.each(publicPackages)('%s is published with its exports, without the sources', (name) => {
  const manifest: {
    readonly exports: Readonly<Record<string, unknown>>;
    readonly publishConfig: { readonly exports: unknown };
  } = JSON.parse(readFileSync(join(packageFolder(name), 'package.json'), 'utf8'));
  const withoutSources: unknown = JSON.parse(
    JSON.stringify(manifest.exports, (key, value: unknown) => (key === 'source' ? undefined : value)),
  );
  expect(manifest.publishConfig.exports).toEqual(withoutSources);
});
