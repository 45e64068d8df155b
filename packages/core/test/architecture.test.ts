import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importProblems, packageOf, readImportTable, tableProblems } from './support/import-rules.ts';
import { readImports, readSources, type Import, type Sources } from './support/imports.ts';

const packages = join(import.meta.dirname, '../..');
const architecture = readFileSync(join(packages, '../docs/architecture.md'), 'utf8');
const rows = readImportTable(architecture);
const core = readSources(join(packages, 'core/src'));

describe('the import table of docs/architecture.md', () => {
  test('rows name only rows above them', () => {
    expect(tableProblems(rows)).toEqual([]);
  });

  test('core imports nothing that the table does not allow, and nothing in a circle', () => {
    expect(core.size).toBeGreaterThan(0);
    expect(importProblems(core, rows)).toEqual([]);
  });

  test.each([
    ['a value from a part to the right', 'scheduler/x.ts', `import { pool } from '../pool/x.ts'`],
    ['a type from a part to the right', 'scheduler/x.ts', `import type { Pool } from '../pool/x.ts'`],
    ['a type inside a type', 'scheduler/x.ts', `export type P = import('../pool/x.ts').Pool`],
    ['a re-export', 'platform/x.ts', `export { pool } from '../pool/x.ts'`],
    ['a dynamic import', 'platform/x.ts', `await import('../pool/x.ts')`],
    ['a computed import', 'platform/x.ts', `await import('../pool/' + name)`],
    ['a value where only types are allowed', 'providers/x.ts', `import { frame } from '../audio/pure/x.ts'`],
    ['an import that keeps its effects', 'providers/x.ts', `import { type F } from '../audio/pure/x.ts'`],
    ['the impure part of a folder', 'audio/pure/x.ts', `import type { Player } from '../x.ts'`],
    ['an entry', 'client.ts', `import { createPool } from './pool.ts'`],
    ['a package', 'scheduler/x.ts', `import { createStore } from 'zustand/vanilla'`],
    ['a builtin of Node', 'platform/x.ts', `import { setTimeout } from 'node:timers'`],
    ['a missing file', 'speech/x.ts', `import { gone } from './gone.ts'`],
    ['a part without a row', 'surprise/x.ts', ``],
  ])('catches %s', (_what, path, text) => {
    const planted = sourcesWith({ [path]: text });
    expect(importProblems(planted, rows)).toEqual([expect.stringContaining(path)]);
  });

  test.each([
    ['a part to the left', 'pool/y.ts', `import { order } from '../scheduler/x.ts'`],
    ['the own part', 'pool/y.ts', `import { pool } from './x.ts'`],
    ['types where only types are allowed', 'providers/x.ts', `import type { F } from '../audio/pure/x.ts'`],
    ['an allowed package', 'pool/y.ts', `import { createStore } from 'zustand/vanilla'`],
  ])('allows %s', (_what, path, text) => {
    expect(importProblems(sourcesWith({ [path]: text }), rows)).toEqual([]);
  });

  test('catches a cycle, also one of types', () => {
    const planted = sourcesWith({
      'pool/a.ts': `import { b } from './b.ts'`,
      'pool/b.ts': `import type { A } from './a.ts'`,
    });
    expect(importProblems(planted, rows)).toEqual(['cycle: pool/a.ts -> pool/b.ts -> pool/a.ts']);
  });

  test('catches a row that names a row below', () => {
    const table = architecture.replace(
      '| `scheduler/` |',
      '| `scheduler/` | x | `pool/`, `errors.ts` | none |\n| `elsewhere/` |',
    );
    expect(tableProblems(readImportTable(table))).toEqual(['scheduler/: pool/ is not a row above']);
  });
});

describe('between the packages', () => {
  const react = readSources(join(packages, 'react/src'));
  const msw = readSources(join(packages, 'msw/src'));

  test('core and react import no builtin of Node', () => {
    expect([...mentionsOfBuiltins(core), ...mentionsOfBuiltins(react)]).toEqual([]);
    expect(mentionsOfBuiltins(new Map([['x.ts', `import 'fs/promises'`]]))).toHaveLength(1);
  });

  test('the simulated providers take nothing but types from what they test', () => {
    expect(valuesOfCore(msw)).toEqual([]);
    expect(valuesOfCore(new Map([['x.ts', `import { breeze } from '@cuelight/core'`]]))).toHaveLength(1);
    expect(
      valuesOfCore(new Map([['x.ts', `import { breeze } from '../../core/src/index.ts'`]])),
    ).toHaveLength(1);
  });
});

/** A file for each part that the planted ones import. */
function sourcesWith(planted: Readonly<Record<string, string>>): Sources {
  const files = ['audio/pure/x.ts', 'audio/x.ts', 'platform/x.ts', 'pool.ts', 'pool/x.ts', 'scheduler/x.ts'];
  return new Map([...files.map((file) => [file, ''] as const), ...Object.entries(planted)]);
}

function mentions(sources: Sources, isMeant: (found: Import) => boolean): readonly string[] {
  return [...sources].flatMap(([path, text]) =>
    readImports(path, text)
      .filter(isMeant)
      .map(({ specifier, line }) => `${path}:${line} ${specifier}`),
  );
}

function mentionsOfBuiltins(sources: Sources): readonly string[] {
  return mentions(sources, ({ specifier }) => isBuiltin(specifier));
}

function valuesOfCore(sources: Sources): readonly string[] {
  return mentions(sources, ({ specifier, isTypeOnly }) => isCore(specifier) && !isTypeOnly);
}

function isBuiltin(specifier: string | null): boolean {
  if (specifier === null) return false;
  return specifier.startsWith('node:') || builtinModules.includes(packageOf(specifier));
}

/** By name, or by a path that leaves the package's sources. */
function isCore(specifier: string | null): boolean {
  return specifier !== null && /^@cuelight\/core(\/|$)|^\..*\/core\/src\//.test(specifier);
}
