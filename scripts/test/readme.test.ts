import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** The pages for users. Their examples are files that are run or compiled, shown as they stand. */
const pages = [
  'README.md',
  'packages/core/README.md',
  'packages/react/README.md',
  'packages/msw/README.md',
  'docs/testing-your-app.md',
  'docs/testing.md',
  'docs/providers.md',
  'docs/pool.md',
  'docs/player.md',
  'docs/speech.md',
  'docs/cache.md',
  ...readdirSync(resolve(root, 'docs/react')).map((name) => `docs/react/${name}`),
];

interface Example {
  readonly file: string;
  readonly isPart: boolean;
  readonly code: string;
}

/** Code below a comment that names its file: `<!-- path -->` the whole of it, `<!-- part of path -->` some lines. */
function examplesIn(page: string): readonly Example[] {
  const marked = /<!-- (part of )?(playground\/examples\/\S+) -->\n+```\w+\n([\s\S]*?)```/g;
  return [...readFileSync(resolve(root, page), 'utf8').matchAll(marked)].map(
    ([, part, file = '', code = '']) => ({ file, isPart: part !== undefined, code }),
  );
}

describe.each(pages)('%s', (page) => {
  test('shows its examples as they stand in playground/examples', () => {
    const examples = examplesIn(page);
    expect(examples).not.toEqual([]);
    for (const { file, isPart, code } of examples) {
      const stands = readFileSync(resolve(root, file), 'utf8');
      const shown = isPart && stands.includes(code) ? stands : code;
      expect(shown).toBe(stands);
    }
  });

  test('links to files that exist', () => {
    const text = readFileSync(resolve(root, page), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link = '']) => link);
    for (const link of links.filter((found) => !found.startsWith('http'))) {
      expect(existsSync(resolve(root, dirname(page), link)) ? 'exists' : link).toBe('exists');
    }
  });
});

test('every example is shown somewhere', () => {
  const files = readdirSync(resolve(root, 'playground/examples'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => resolve(entry.parentPath, entry.name).slice(root.length + 1));
  const shown = new Set(pages.flatMap(examplesIn).map(({ file }) => file));
  expect(files.filter((file) => !shown.has(file))).toEqual([]);
});
